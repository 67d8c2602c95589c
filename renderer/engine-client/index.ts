export { client, orpc, type EngineClient } from "./client.ts";
export { consentQuestion } from "./consent.ts";
export { useEngineState, type EngineState } from "./engine-state.ts";
export { problemOf, type ToldProblem } from "./problem-of.ts";
export { queryClient } from "./query-client.ts";
export { listenToProgress, useRunProgress } from "./run-progress.ts";
