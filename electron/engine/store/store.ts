import { Problem } from "../../../shared/problem.ts";
import { agreementsTable } from "./agreements.ts";
import { auditsTable } from "./audits.ts";
import { branchesTable } from "./branches.ts";
import { conversationsTable } from "./conversations.ts";
import { asProblem, type OpenedDatabase } from "./database.ts";
import { draftsTable } from "./drafts.ts";
import { expectedTable } from "./expected.ts";
import { createFileGuard } from "./file-guard.ts";
import { heldRepliesTable } from "./held-replies.ts";
import { judgeCallsTable } from "./judge-calls.ts";
import { labelsTable } from "./labels.ts";
import { ledgerTable } from "./ledger.ts";
import { marksTable } from "./marks.ts";
import { modelsTable } from "./models.ts";
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
export function createStore({ sql, readOnly }: OpenedDatabase, file: string) {
  const texts = textsTable(sql);
  // A project in memory has no file yet that could go away.
  const guard = readOnly || sql.memory ? null : createFileGuard(file);
  return {
    file,
    readOnly,
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
      if (readOnly) {
        throw new Problem(
          "read-only",
          `${file} is read-only: nothing was changed. Make it writable or work on a copy.`,
          { file },
        );
      }
      try {
        if (sql.inTransaction) return work();
        guard?.();
        return sql.transaction(work).immediate();
      } catch (error) {
        throw asProblem(error, file);
      }
    },
    /** The whole file as it would lie on the disk: what a project that was made in memory is written as. */
    bytes: (): Buffer => sql.serialize(),
    close(): void {
      if (sql.open) sql.close();
    },
  };
}
export type Store = ReturnType<typeof createStore>;
