export { type Command, useCommand } from "./commands.ts";
export { goTo, goToMerge, type Route, useMergeTarget, useRoute } from "./navigation.ts";
export { select, type Selection, useSelection } from "./selection.ts";
