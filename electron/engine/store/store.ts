import { dirname } from "node:path";
import { type Sql, toStoreProblem, type OpenedDatabase } from "./database.ts";
import type Database from "better-sqlite3";
import { type ChangeTopic, changeTopicSchema } from "../../../shared/contract/project.ts";
import { Problem } from "../../../shared/problem.ts";
import type { ModelIdentity } from "../../../shared/domain/model.ts";
import { rulesFileIdOf } from "../files/rules-file.ts";
import { agreementsTable, judgeCallsTable, preferencesTable, rubricsTable } from "./judges.ts";
import { auditsTable, proposalAnswersTable, trialsTable } from "./analyses.ts";
import { branchesTable, draftsTable } from "./branches.ts";
import { conversationsTable } from "./conversations.ts";
import { approvedRepliesTable, humanVerdictsTable } from "./annotations.ts";
import { ungradedRepliesTable, replyFactsTable, replyReasoningTable } from "./reply-details.ts";
import { labelsTable, promptsTable, versionsTable } from "./prompts.ts";
import { ledgerTable } from "./ledger.ts";
import { modelsTable, pricesTable } from "./models.ts";
import { supersededVerdictsTable, outputsTable } from "./outputs.ts";
import { resultsTable, trendsTable } from "./results.ts";
import { runJudgesTable, runsTable } from "./runs.ts";
import { textsTable } from "./texts.ts";

/** `cacheFrom`: outputs up to this id are in their runs only, not in the cache any more.
 * `webhookHosts`: a JSON list. `facts`: the FactSettings as JSON. `judge`: the JudgeChoice as JSON; `judgeCacheFrom`: as `cacheFrom`, of judge calls.
 * `lineCounts`: "exact" once all counts of changed lines are. `patience`: seconds. */
type SettingName =
  | "name"
  | "sample"
  | "facts"
  | "cacheFrom"
  | "webhookHosts"
  | "judge"
  | "judgeCacheFrom"
  | "lineCounts"
  | "patience";

/** Small project-wide facts by name. */
function settingsTable(sql: Sql) {
  const read = sql.prepare<[string], { value: string }>("SELECT value FROM settings WHERE name = ?");
  const write = sql.prepare<[string, string]>(
    "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  return {
    get: (name: SettingName): string | null => read.get(name)?.value ?? null,
    set: (name: SettingName, value: string): void => void write.run(name, value),
  };
}

/**
 * What another process may change, by the topic that tells windows to read it again: small tables as they are, of
 * large ones what sums them up. Drafts are left out: what somebody is typing is never replaced.
 */
const fingerprintQueries: Record<ChangeTopic, readonly string[]> = {
  project: ["SELECT name, value FROM settings"],
  prompts: [
    "SELECT id, name, deleted_at FROM prompts",
    "SELECT id, deleted_at, message FROM versions",
    "SELECT prompt_id, name, version_id FROM labels",
  ],
  branches: ["SELECT id, prompt_id, name, head_id, current FROM branches"],
  conversations: [
    "SELECT * FROM conversation_sets",
    "SELECT set_id, rubric_id FROM set_rubrics",
    `SELECT set_id, group_concat(content_id || ' ' || position || ' ' || id || title || tags || notes)
     FROM conversations GROUP BY set_id`,
  ],
  models: ["SELECT * FROM models", "SELECT provider, model, saved_at FROM prices"],
  runs: [
    "SELECT id, status, finished_at FROM runs",
    "SELECT value FROM settings WHERE name IN ('facts', 'cacheFrom', 'judgeCacheFrom')",
    "SELECT count(*), max(id), max(created_at) FROM person_verdicts",
    "SELECT count(*), max(id), max(created_at) FROM expected_replies",
  ],
  judges: [
    "SELECT value FROM settings WHERE name = 'judge'",
    "SELECT id, name, deleted_at FROM rubrics",
    "SELECT count(*) FROM rubric_versions",
    "SELECT count(*), max(created_at) FROM preferences",
  ],
  ledger: [
    "SELECT id, text FROM ledger_rules",
    "SELECT rule_id, count(*), max(created_at) FROM ledger_links GROUP BY rule_id",
    "SELECT rule_id, count(*), sum(dismissed), max(created_at) FROM ledger_suggestions GROUP BY rule_id",
  ],
  // Of all analyses, only audits keep their result in the project.
  analyses: ["SELECT count(*), max(number) FROM audits"],
  // Kept outside of projects.
  trust: [],
};

/** Tells whether and what other processes changed in the project file. */
function changeFingerprintsTable(sql: Database.Database) {
  const statements = new Map(
    changeTopicSchema.options.map((topic) => [topic, fingerprintQueries[topic].map((read) => sql.prepare(read).raw())]),
  );
  return {
    /** Another number after somebody else committed; stays the same for what is committed here. */
    dataVersion: (): unknown => sql.pragma("data_version", { simple: true }),
    /** A text for each topic, which is another after what the topic is about changed. */
    read: (): Map<ChangeTopic, string> =>
      new Map([...statements].map(([topic, all]) => [topic, JSON.stringify(all.map((one) => one.all()))])),
  };
}

/** Every aggregate of one project file. */
export function createStore(
  { sql, readOnly, diskFull = false, journal, notices, close }: OpenedDatabase,
  file: string,
) {
  const texts = textsTable(sql);
  const folder = dirname(file);
  const identifyModel = <M extends ModelIdentity>(model: M): M =>
    model.provider === "scripted" ? { ...model, rulesFileId: rulesFileIdOf(folder, model.model) } : model;
  let closed = false;
  return {
    file,
    readOnly,
    /** What a person should know about the file, such as a journal that was kept beside it. */
    notices,
    /** The model with the file that its rules are in, where it is a scripted one. */
    identifyModel,
    texts,
    settings: settingsTable(sql),
    prompts: promptsTable(sql),
    versions: versionsTable(sql),
    branches: branchesTable(sql),
    drafts: draftsTable(sql),
    labels: labelsTable(sql),
    conversations: conversationsTable(sql, texts),
    models: modelsTable(sql, identifyModel),
    prices: pricesTable(sql),
    runs: runsTable(sql, identifyModel),
    outputs: outputsTable(sql, texts),
    supersededVerdicts: supersededVerdictsTable(sql),
    results: resultsTable(sql),
    replyFacts: replyFactsTable(sql),
    replyReasoning: replyReasoningTable(sql, texts),
    trends: trendsTable(sql),
    trials: trialsTable(sql, texts),
    audits: auditsTable(sql, texts),
    ledger: ledgerTable(sql),
    proposalAnswers: proposalAnswersTable(sql, texts),
    judgeCalls: judgeCallsTable(sql, texts),
    runJudges: runJudgesTable(sql),
    ungradedReplies: ungradedRepliesTable(sql),
    rubrics: rubricsTable(sql, texts),
    preferences: preferencesTable(sql),
    agreements: agreementsTable(sql),
    annotations: humanVerdictsTable(sql),
    approvedReplies: approvedRepliesTable(sql),
    changeFingerprints: changeFingerprintsTable(sql),

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
        throw toStoreProblem(error, file);
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
