import { Problem } from "../../../shared/problem.ts";
import { agreementsTable } from "./agreements.ts";
import { auditsTable } from "./audits.ts";
import { branchesTable } from "./branches.ts";
import { conversationsTable } from "./conversations.ts";
import { asProblem, type OpenedDatabase } from "./database.ts";
import { draftsTable } from "./drafts.ts";
import { expectedTable } from "./expected.ts";
import { heldRepliesTable } from "./held-replies.ts";
import { judgeCallsTable } from "./judge-calls.ts";
import { labelsTable } from "./labels.ts";
import { ledgerTable } from "./ledger.ts";
import { marksTable } from "./marks.ts";
import { modelsTable } from "./models.ts";
import { rechecksTable } from "./rechecks.ts";
import { outputsTable } from "./outputs.ts";
import { peopleTable } from "./people.ts";
import { preferencesTable } from "./preferences.ts";
import { pricesTable } from "./prices.ts";
import { probesTable } from "./probes.ts";
import { promptsTable } from "./prompts.ts";
import { replyFactsTable } from "./reply-facts.ts";
import { replyReasoningTable } from "./reply-reasoning.ts";
import { resultsTable } from "./results.ts";
import { rubricsTable } from "./rubrics.ts";
import { runJudgesTable } from "./run-judges.ts";
import { runsTable } from "./runs.ts";
import { settingsTable } from "./settings.ts";
import { trendsTable } from "./trends.ts";
import { trialsTable } from "./trials.ts";
import { textsTable } from "./texts.ts";
import { versionsTable } from "./versions.ts";

/** Every aggregate of one project file. */
export function createStore(
  { sql, readOnly, diskFull = false, journal, notices, close }: OpenedDatabase,
  file: string,
) {
  const texts = textsTable(sql);
  let closed = false;
  return {
    file,
    readOnly,
    /** What a person should know about the file, such as a journal that was kept beside it. */
    notices,
    texts,
    settings: settingsTable(sql),
    prompts: promptsTable(sql),
    versions: versionsTable(sql),
    branches: branchesTable(sql),
    drafts: draftsTable(sql),
    labels: labelsTable(sql),
    conversations: conversationsTable(sql, texts),
    models: modelsTable(sql),
    prices: pricesTable(sql),
    runs: runsTable(sql),
    outputs: outputsTable(sql, texts),
    rechecks: rechecksTable(sql),
    results: resultsTable(sql),
    replyFacts: replyFactsTable(sql),
    replyReasoning: replyReasoningTable(sql, texts),
    trends: trendsTable(sql),
    trials: trialsTable(sql, texts),
    audits: auditsTable(sql, texts),
    ledger: ledgerTable(sql),
    probes: probesTable(sql, texts),
    judgeCalls: judgeCallsTable(sql, texts),
    runJudges: runJudgesTable(sql),
    heldReplies: heldRepliesTable(sql),
    rubrics: rubricsTable(sql, texts),
    preferences: preferencesTable(sql),
    agreements: agreementsTable(sql),
    people: peopleTable(sql),
    expected: expectedTable(sql),
    marks: marksTable(sql),

    /** All that `work` writes is committed together, or none of it. */
    write<T>(work: () => T): T {
      if (!journal && diskFull) {
        throw new Problem(
          "disk-full",
          `The disk was full when ${file} was opened: nothing was changed. Free some space and open it again.`,
          { file },
        );
      }
      if (!journal) {
        throw new Problem(
          "read-only",
          `${file} is read-only: nothing was changed. Make it writable or work on a copy.`,
          { file },
        );
      }
      try {
        if (sql.inTransaction) return work();
        return journal.write(work);
      } catch (error) {
        throw asProblem(error, file);
      }
    },
    /** Whether another process committed anything since this was asked last, but for the word that the file is saved. */
    othersCommitted: (): boolean => journal?.othersCommitted() ?? true,
    /** The whole file as it would lie on the disk: what a project that was made in memory is written as. */
    bytes: (): Buffer => sql.serialize(),
    /** Lets the file go; what became of one that was replaced meanwhile is added to the notices. */
    close(): void {
      if (closed) return;
      closed = true;
      notices.push(...close());
    },
  };
}
export type Store = ReturnType<typeof createStore>;
