import { initial } from "./0001-initial.ts";
import { limitsAndPrices } from "./0002-limits-and-prices.ts";
import { scores } from "./0003-scores.ts";
import { facts } from "./0004-facts.ts";
import { judges } from "./0005-judges.ts";
import { people } from "./0006-people.ts";
import { sampling } from "./0007-sampling.ts";
import { trials } from "./0008-trials.ts";
import { audits } from "./0009-audits.ts";
import { branches } from "./0010-branches.ts";
import { ledger } from "./0011-ledger.ts";
import { probes } from "./0012-probes.ts";
import { runLease } from "./0013-run-lease.ts";
import { randomRuns } from "./0014-random-runs.ts";
import { replyReasoning } from "./0015-reply-reasoning.ts";
import { fileMark } from "./0016-file-mark.ts";
import { replyEndings } from "./0017-reply-endings.ts";
import { supersededVerdicts } from "./0018-superseded-verdicts.ts";
import type { Migration } from "./migration.ts";

/** In order, without gaps. A migration that was released is never edited. */
export const migrations: readonly Migration[] = [
  initial,
  limitsAndPrices,
  scores,
  facts,
  judges,
  people,
  sampling,
  trials,
  audits,
  branches,
  ledger,
  probes,
  runLease,
  randomRuns,
  replyReasoning,
  fileMark,
  replyEndings,
  supersededVerdicts,
];
