import type { JudgeCall } from "../../../shared/domain/judge.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";

export interface NewJudgeCall {
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
const cacheFrom = "coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'judgeCacheFrom'), 0)";

/** What judges were asked and what they answered; and the vectors of texts. */
export function judgeCallsTable(sql: Sql, texts: TextsTable) {
  const insert = sql.prepare(`
    INSERT INTO judge_calls (cache_key, usable, model, system_text_id, user_text_id, answer_text_id, input_tokens,
      output_tokens, cost, latency_ms, created_at)
    VALUES (@cacheKey, @usable, @model, @systemTextId, @userTextId, @answerTextId, @inputTokens, @outputTokens,
      @cost, @latencyMs, @now)`);
  const byKey = sql.prepare<[Buffer], { id: number; answer_text_id: number }>(`
    SELECT id, answer_text_id FROM judge_calls
    WHERE cache_key = ? AND usable = 1 AND id > ${cacheFrom} ORDER BY id DESC LIMIT 1`);
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
