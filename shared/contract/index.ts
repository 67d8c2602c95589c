import { bisectContract } from "./bisect.ts";
import { blameContract } from "./blame.ts";
import { auditContract } from "./audit.ts";
import { branchesContract } from "./branches.ts";
import { cacheContract } from "./cache.ts";
import { conversationsContract, exchangeContract } from "./conversations.ts";
import { compareContract } from "./compare.ts";
import { eventsContract } from "./events.ts";
import { factsContract } from "./facts.ts";
import { guardsContract } from "./guards.ts";
import { judgesContract } from "./judges.ts";
import { ledgerContract } from "./ledger.ts";
import { mergeContract } from "./merge.ts";
import { modelsContract } from "./models.ts";
import { peopleContract } from "./people.ts";
import { probesContract } from "./probes.ts";
import { projectContract } from "./project.ts";
import { promptsContract } from "./prompts.ts";
import { runsContract } from "./runs.ts";
import { trendsContract } from "./trends.ts";
import { trustContract } from "./trust.ts";

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
  guards: guardsContract,
  probes: probesContract,
  people: peopleContract,
  cache: cacheContract,
  trust: trustContract,
  judges: judgesContract,
  facts: factsContract,
  events: eventsContract,
};
