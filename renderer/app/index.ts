export { type Command, useCommand } from "./commands.ts";
export { goTo, type Route, useRoute } from "./route.ts";
export { select, type Selection, useSelection } from "./store.ts";
