export { client, orpc, type EngineClient } from "./client.ts";
export { consentQuestion } from "./consent.ts";
export { useEngineState, type EngineState } from "./connection.ts";
export { problemOf, type UserFacingError } from "./client.ts";
export { queryClient } from "./client.ts";
export { onRunProgress, useRecheckProgress, useRunProgress } from "./events.ts";
