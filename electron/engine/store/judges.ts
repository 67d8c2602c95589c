import {
  type JudgeCall,
  type Rubric,
  type RubricVersion,
  pairwisePreferenceSchema,
  type PairwisePreference,
  judgedBySchema,
} from "../../../shared/domain/judge.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";
import { z } from "zod";
import { readStoredJson } from "./stored-json.ts";

interface NewJudgeCall {
  cacheKey: Buffer;
  /** Whether the answer had the form that was asked for; only such answers are found again. */
  usable: boolean;
  model: string;
  system: string;
  user: string;
  answer: string;
  inputTokens: number | null;
  outputTokens: number | null;
  cost: number | null;
  latencyMs: number;
  now: string;
}

interface CallRow {
  id: number;
  usable: number;
  model: string;
  system_text_id: number;
  user_text_id: number;
  answer_text_id: number;
  input_tokens: number | null;
  output_tokens: number | null;
  cost: number | null;
  latency_ms: number;
  created_at: string;
}

/** The last call that was in the cache when it was cleared; 0 when it never was. */
const judgeCacheFrom = "coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'judgeCacheFrom'), 0)";

/** What judges were asked and what they answered; and the vectors of texts. */
export function judgeCallsTable(sql: Sql, texts: TextsTable) {
  const insert = sql.prepare(`
    INSERT INTO judge_calls (cache_key, usable, model, system_text_id, user_text_id, answer_text_id, input_tokens,
      output_tokens, cost, latency_ms, created_at)
    VALUES (@cacheKey, @usable, @model, @systemTextId, @userTextId, @answerTextId, @inputTokens, @outputTokens,
      @cost, @latencyMs, @now)`);
  const byKey = sql.prepare<[Buffer], { id: number; answer_text_id: number }>(`
    SELECT id, answer_text_id FROM judge_calls
    WHERE cache_key = ? AND usable = 1 AND id > ${judgeCacheFrom} ORDER BY id DESC LIMIT 1`);
  const byId = sql.prepare<[number], CallRow>("SELECT * FROM judge_calls WHERE id = ?");
  const newest = sql.prepare<[], { id: number | null }>("SELECT max(id) AS id FROM judge_calls");
  const vector = sql.prepare<[Buffer], { vector: Buffer }>("SELECT vector FROM embeddings WHERE cache_key = ?");
  const putVector = sql.prepare<[Buffer, Buffer]>(
    "INSERT OR REPLACE INTO embeddings (cache_key, vector) VALUES (?, ?)",
  );
  const clearVectors = sql.prepare("DELETE FROM embeddings");

  return {
    insert({ system, user, answer, usable, ...rest }: NewJudgeCall): number {
      const ids = { systemTextId: texts.put(system), userTextId: texts.put(user), answerTextId: texts.put(answer) };
      return Number(insert.run({ ...rest, ...ids, usable: usable ? 1 : 0 }).lastInsertRowid);
    },
    find(key: Buffer): { id: number; answer: string } | null {
      const row = byKey.get(key);
      return row ? { id: row.id, answer: texts.get(row.answer_text_id) } : null;
    },
    get(id: number): JudgeCall | null {
      const row = byId.get(id);
      return row
        ? {
            id: row.id,
            usable: row.usable === 1,
            model: row.model,
            system: texts.get(row.system_text_id),
            user: texts.get(row.user_text_id),
            answer: texts.get(row.answer_text_id),
            inputTokens: row.input_tokens,
            outputTokens: row.output_tokens,
            cost: row.cost,
            latencyMs: row.latency_ms,
            at: row.created_at,
          }
        : null;
    },
    newestId: (): number => newest.get()?.id ?? 0,
    vector(key: Buffer): Float32Array | null {
      const row = vector.get(key);
      // Copied: a view needs an offset that is a multiple of four, which a buffer from a pool may not have.
      return row ? new Float32Array(Uint8Array.from(row.vector).buffer) : null;
    },
    putVector: (key: Buffer, values: Float32Array): void =>
      void putVector.run(key, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
    clearVectors: (): void => void clearVectors.run(),
  };
}

interface RubricRow {
  id: number;
  name: string;
  number: number;
  text_id: number;
  threshold: number | null;
  created_at: string;
}

const selectRubric = `
  SELECT r.id, r.name, v.number, v.text_id, v.threshold, v.created_at
  FROM rubrics r JOIN rubric_versions v ON v.rubric_id = r.id`;
const isNewestVersion = "v.number = (SELECT max(number) FROM rubric_versions WHERE rubric_id = r.id)";

/** Named texts for judges, each with its versions, and the sets whose every reply they are about. */
export function rubricsTable(sql: Sql, texts: TextsTable) {
  const list = sql.prepare<[], RubricRow>(
    `${selectRubric} WHERE r.deleted_at IS NULL AND ${isNewestVersion} ORDER BY r.id`,
  );
  const byId = sql.prepare<[number], RubricRow>(
    `${selectRubric} WHERE r.id = ? AND r.deleted_at IS NULL AND ${isNewestVersion}`,
  );
  const ofSet = sql.prepare<[number], RubricRow>(`
    ${selectRubric} JOIN set_rubrics s ON s.rubric_id = r.id
    WHERE s.set_id = ? AND r.deleted_at IS NULL AND ${isNewestVersion} ORDER BY r.id`);
  const versions = sql.prepare<[number], RubricRow>(`${selectRubric} WHERE r.id = ? ORDER BY v.number DESC`);
  const setIds = sql.prepare<[number], { set_id: number }>("SELECT set_id FROM set_rubrics WHERE rubric_id = ?");
  const named = sql.prepare<[string], { id: number }>("SELECT id FROM rubrics WHERE name = ? AND deleted_at IS NULL");
  const insert = sql.prepare<[string]>("INSERT INTO rubrics (name) VALUES (?)");
  const rename = sql.prepare<[string, number]>("UPDATE rubrics SET name = ? WHERE id = ?");
  const insertVersion = sql.prepare<[number, number, number, number | null, string]>(
    "INSERT INTO rubric_versions (rubric_id, number, text_id, threshold, created_at) VALUES (?, ?, ?, ?, ?)",
  );
  const attach = sql.prepare<[number, number]>("INSERT OR IGNORE INTO set_rubrics (set_id, rubric_id) VALUES (?, ?)");
  const detachAll = sql.prepare<[number]>("DELETE FROM set_rubrics WHERE rubric_id = ?");
  const remove = sql.prepare<[string, number]>("UPDATE rubrics SET deleted_at = ? WHERE id = ?");

  const toRubric = (row: RubricRow): Rubric => ({
    id: String(row.id),
    name: row.name,
    ...toVersion(row),
    setIds: setIds.all(row.id).map(({ set_id }) => String(set_id)),
  });
  const toVersion = (row: RubricRow): RubricVersion => ({
    number: row.number,
    text: texts.get(row.text_id),
    threshold: row.threshold,
    createdAt: row.created_at,
  });

  return {
    /** With the newest version of each. */
    list: (): Rubric[] => list.all().map(toRubric),
    get(id: number): Rubric | null {
      const row = byId.get(id);
      return row ? toRubric(row) : null;
    },
    ofSet: (setId: number): Rubric[] => ofSet.all(setId).map(toRubric),
    /** Newest first. */
    versions: (id: number): RubricVersion[] => versions.all(id).map(toVersion),
    idOf: (name: string): number | null => named.get(name)?.id ?? null,
    insert: (name: string): number => Number(insert.run(name).lastInsertRowid),
    rename: (id: number, name: string): void => void rename.run(name, id),
    insertVersion: (id: number, number: number, text: string, threshold: number | null, now: string): void =>
      void insertVersion.run(id, number, texts.put(text), threshold, now),
    setSets(id: number, sets: readonly number[]): void {
      detachAll.run(id);
      for (const setId of sets) attach.run(setId, id);
    },
    remove(id: number, now: string): void {
      detachAll.run(id);
      remove.run(now, id);
    },
  };
}

interface PreferenceRow {
  conversation_id: string;
  sample: number;
  turn: number;
  winner: string;
  agreed: number;
  reason: string;
  model: string;
  calls: string;
  created_at: string;
}

interface NewPreference extends Omit<PairwisePreference, "at"> {
  baselineRunId: number;
  candidateRunId: number;
  now: string;
}

const callsSchema = z.array(z.number().int());

/** Which side of a comparison a judge preferred, per conversation. */
export function preferencesTable(sql: Sql) {
  const put = sql.prepare(`
    INSERT OR REPLACE INTO preferences (baseline_run_id, candidate_run_id, conversation_id, sample, turn, winner,
      agreed, reason, model, calls, created_at)
    VALUES (@baselineRunId, @candidateRunId, @conversationId, @sample, @turn, @winner, @agreed, @reason, @model,
      @calls, @now)`);
  const get = sql.prepare<[number, number, string], PreferenceRow>(
    "SELECT * FROM preferences WHERE baseline_run_id = ? AND candidate_run_id = ? AND conversation_id = ?",
  );
  const counts = sql.prepare<[number, number], { winner: string; n: number }>(
    "SELECT winner, count(*) AS n FROM preferences WHERE baseline_run_id = ? AND candidate_run_id = ? GROUP BY winner",
  );

  return {
    put({ agreed, calls, ...rest }: NewPreference): void {
      put.run({ ...rest, agreed: agreed ? 1 : 0, calls: JSON.stringify(calls) });
    },
    get(baselineRunId: number, candidateRunId: number, conversationId: string): PairwisePreference | null {
      const row = get.get(baselineRunId, candidateRunId, conversationId);
      return row
        ? pairwisePreferenceSchema.parse({
            conversationId: row.conversation_id,
            sample: row.sample,
            turn: row.turn,
            winner: row.winner,
            agreed: row.agreed === 1,
            reason: row.reason,
            model: row.model,
            calls: readStoredJson(callsSchema, row.calls, {
              table: "preferences",
              row: row.conversation_id,
              column: "calls",
            }),
            at: row.created_at,
          })
        : null;
    },
    counts(baselineRunId: number, candidateRunId: number): Record<PairwisePreference["winner"], number> {
      const found = { baseline: 0, candidate: 0, tie: 0, error: 0 };
      for (const { winner, n } of counts.all(baselineRunId, candidateRunId)) {
        found[pairwisePreferenceSchema.shape.winner.parse(winner)] = n;
      }
      return found;
    },
  };
}

/** What a judge and a person said of one reply. */
export interface JudgedByBoth {
  model: string;
  judge: boolean;
  person: boolean;
}

interface AgreementRow {
  content_id: number;
  turn: number;
  text_id: number;
  output_id: number;
  verdict: string;
  status: string;
  judge: string;
}

/** Replies on which both a judge and a person gave a verdict. */
export function agreementsTable(sql: Sql) {
  // From the few that people judged to the runs that have such a reply; errors of a judge are no verdicts.
  const selectJudgedByBoth = sql.prepare<[], AgreementRow>(`
    SELECT p.content_id, p.turn, p.text_id, o.id AS output_id, p.verdict, v.status, v.judge
    FROM person_verdicts p
      CROSS JOIN run_conversations c ON c.content_id = p.content_id
      CROSS JOIN outputs o ON o.run_id = c.run_id AND o.position = c.position AND o.turn = p.turn AND o.text_id = p.text_id
      CROSS JOIN verdicts v ON v.output_id = o.id
    WHERE v.judge IS NOT NULL AND v.status <> 'error'
    ORDER BY o.id DESC`);

  return {
    /** Each reply once for each judge, by its newest verdicts; a judge finds it good when all its checks pass. */
    judgedByBoth(): JudgedByBoth[] {
      const found = new Map<string, JudgedByBoth & { outputId: number }>();
      for (const row of selectJudgedByBoth.all()) {
        const { model } = readStoredJson(judgedBySchema, row.judge, {
          table: "verdicts",
          row: row.output_id,
          column: "judge",
        });
        const key = JSON.stringify([model, row.content_id, row.turn, row.text_id]);
        const known = found.get(key);
        const passes = row.status === "pass";
        if (!known) {
          found.set(key, { model, judge: passes, person: row.verdict === "good", outputId: row.output_id });
        } else if (known.outputId === row.output_id) known.judge &&= passes;
      }
      return [...found.values()];
    },
  };
}
