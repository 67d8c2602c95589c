import { cacheContract } from "./cache.ts";
import { conversationsContract, exchangeContract } from "./conversations.ts";
import { compareContract } from "./compare.ts";
import { eventsContract } from "./events.ts";
import { modelsContract } from "./models.ts";
import { projectContract } from "./project.ts";
import { promptsContract } from "./prompts.ts";
import { runsContract } from "./runs.ts";

/** Every procedure and event that a host serves. The window knows nothing else of the engine. */
export const contract = {
  project: projectContract,
  ...promptsContract,
  ...conversationsContract,
  exchange: exchangeContract,
  ...modelsContract,
  runs: runsContract,
  compare: compareContract,
  cache: cacheContract,
  events: eventsContract,
};
