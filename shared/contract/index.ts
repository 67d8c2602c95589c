import {
  bisectContract,
  blameContract,
  auditContract,
  regressionTestsContract,
  ledgerContract,
  mergeContract,
  testGenerationContract,
} from "./analyses.ts";
import { branchesContract, promptsContract } from "./prompts.ts";
import { cacheContract, eventsContract, factsContract, projectContract } from "./project.ts";
import { conversationsContract, exchangeContract } from "./conversations.ts";
import { compareContract, runsContract, trendsContract } from "./runs.ts";
import { judgesContract, annotationsContract } from "./verdicts.ts";
import { modelsContract, trustContract } from "./models.ts";

/** Every procedure and event that a host serves. The window knows nothing else of the engine. */
export const contract = {
  project: projectContract,
  ...promptsContract,
  branches: branchesContract,
  ...conversationsContract,
  exchange: exchangeContract,
  ...modelsContract,
  runs: runsContract,
  compare: compareContract,
  bisect: bisectContract,
  blame: blameContract,
  merge: mergeContract,
  trends: trendsContract,
  audit: auditContract,
  ledger: ledgerContract,
  guards: regressionTestsContract,
  probes: testGenerationContract,
  people: annotationsContract,
  cache: cacheContract,
  trust: trustContract,
  judges: judgesContract,
  facts: factsContract,
  events: eventsContract,
};
