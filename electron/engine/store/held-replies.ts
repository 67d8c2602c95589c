import { z } from "zod";
import { attemptSchema } from "../../../shared/domain/run.ts";
import type { Sql } from "./database.ts";
import type { OutputFacts, Place } from "./outputs.ts";
import { readStored } from "./stored-json.ts";

const factsSchema = z.object({
  text: z.string(),
  reasoning: z.string().nullable().default(null),
  requestForm: z.string(),
  finishReason: z.string(),
  rawFinishReason: z.string().nullable().default(null),
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  latencyMs: z.number(),
  cost: z.number().nullable(),
  cached: z.boolean(),
  usage: z.string(),
  warnings: z.array(z.string()),
  attempts: z.array(attemptSchema),
  library: z.string(),
  cacheKey: z.string().transform((text) => Buffer.from(text, "base64")),
});

/** Replies that a stopped run has, but not their verdicts. */
export function heldRepliesTable(sql: Sql) {
  const put = sql.prepare<[number, number, number, number, string]>(
    "INSERT OR REPLACE INTO held_replies (run_id, position, sample, turn, facts) VALUES (?, ?, ?, ?, ?)",
  );
  const any = sql.prepare<[number], { n: number }>("SELECT count(*) AS n FROM held_replies WHERE run_id = ?");
  const get = sql.prepare<[number, number, number, number], { facts: string }>(
    "SELECT facts FROM held_replies WHERE run_id = ? AND position = ? AND sample = ? AND turn = ?",
  );
  const remove = sql.prepare<[number, number, number, number]>(
    "DELETE FROM held_replies WHERE run_id = ? AND position = ? AND sample = ? AND turn = ?",
  );
  return {
    put: ({ runId, position, sample, turn }: Place, facts: OutputFacts): void =>
      void put.run(
        runId,
        position,
        sample,
        turn,
        JSON.stringify({ ...facts, cacheKey: facts.cacheKey.toString("base64") }),
      ),
    count: (runId: number): number => any.get(runId)?.n ?? 0,
    get({ runId, position, sample, turn }: Place): OutputFacts | null {
      const row = get.get(runId, position, sample, turn);
      return row
        ? readStored(factsSchema, row.facts, {
            table: "held_replies",
            row: `${runId}/${position}/${sample}/${turn}`,
            column: "facts",
          })
        : null;
    },
    remove: ({ runId, position, sample, turn }: Place): void => void remove.run(runId, position, sample, turn),
  };
}
