export { type Command, useCommand } from "./commands.ts";
export { goTo, goToMerge, type Route, useMergeWanted, useRoute } from "./route.ts";
export { select, type Selection, useSelection } from "./store.ts";
