import type Database from "better-sqlite3";
import { type Topic, topicSchema } from "../../../shared/contract/events.ts";

/**
 * What another process may change, by the topic that tells windows to read it again: small tables as they are, of
 * large ones what sums them up. Drafts are left out: nobody's words are taken from under their hands.
 */
const reads: Record<Topic, readonly string[]> = {
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
  // Kept outside of projects.
  trust: [],
};

/** Tells whether and what other processes changed in the project file. */
export function marksTable(sql: Database.Database) {
  const statements = new Map(
    topicSchema.options.map((topic) => [topic, reads[topic].map((read) => sql.prepare(read).raw())]),
  );
  return {
    /** Another number after somebody else committed; stays the same for what is committed here. */
    othersCommits: (): unknown => sql.pragma("data_version", { simple: true }),
    /** A text for each topic, which is another after what the topic is about changed. */
    read: (): Map<Topic, string> =>
      new Map([...statements].map(([topic, all]) => [topic, JSON.stringify(all.map((one) => one.all()))])),
  };
}
