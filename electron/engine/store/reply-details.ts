import { z } from "zod";
import { unsupportedFactSchema, type UnsupportedFact } from "../../../shared/domain/fact.ts";
import type { Sql } from "./database.ts";
import type { ReplyKey, ReplyRecord } from "./outputs.ts";
import { readStoredJson } from "./stored-json.ts";
import type { TextsTable } from "./texts.ts";
import { callAttemptSchema } from "../../../shared/domain/run.ts";

/** The unsupported facts of one reply. */
export interface ReplyFacts {
  position: number;
  sample: number;
  turn: number;
  facts: UnsupportedFact[];
}

interface FactsRow {
  position: number;
  sample: number;
  turn: number;
  facts: string;
}

const factsSchema = z.array(unsupportedFactSchema);

export function replyFactsTable(sql: Sql) {
  const insert = sql.prepare<[number, number, number, number, string]>(
    "INSERT OR REPLACE INTO reply_facts (run_id, position, sample, turn, facts) VALUES (?, ?, ?, ?, ?)",
  );
  const ofRun = sql.prepare<[number], FactsRow>(
    "SELECT position, sample, turn, facts FROM reply_facts WHERE run_id = ? ORDER BY position, sample, turn",
  );
  const ofConversation = sql.prepare<[number, number], FactsRow>(
    "SELECT position, sample, turn, facts FROM reply_facts WHERE run_id = ? AND position = ? ORDER BY sample, turn",
  );
  const clear = sql.prepare<[number]>("DELETE FROM reply_facts WHERE run_id = ?");
  const rules = sql.prepare<[number], { rules: number | null }>("SELECT facts_rules AS rules FROM runs WHERE id = ?");
  const setRules = sql.prepare<[number | null, number]>("UPDATE runs SET facts_rules = ? WHERE id = ?");
  const toFacts = ({ facts, ...place }: FactsRow): ReplyFacts => ({
    ...place,
    facts: readStoredJson(factsSchema, facts, {
      table: "reply_facts",
      row: `${place.position}/${place.sample}/${place.turn}`,
      column: "facts",
    }),
  });

  return {
    /** A reply without unsupported facts has no row. The caller holds the transaction. */
    insert({ runId, position, sample, turn }: ReplyKey, facts: readonly UnsupportedFact[]): void {
      if (facts.length > 0) insert.run(runId, position, sample, turn, JSON.stringify(facts));
    },
    ofRun: (runId: number): ReplyFacts[] => ofRun.all(runId).map(toFacts),
    ofConversation: (runId: number, position: number): ReplyFacts[] => ofConversation.all(runId, position).map(toFacts),
    clear: (runId: number): void => void clear.run(runId),
    /** What all replies of the run were scanned with; null where they were not. */
    rules: (runId: number): number | null => rules.get(runId)?.rules ?? null,
    setRules: (runId: number, id: number | null): void => void setRules.run(id, runId),
  };
}

/** The thinking of replies that have some, apart from their answers. */
export function replyReasoningTable(sql: Sql, texts: TextsTable) {
  const insert = sql.prepare<[number, number, number, number, number]>(
    "INSERT OR REPLACE INTO reply_reasoning (run_id, position, sample, turn, text_id) VALUES (?, ?, ?, ?, ?)",
  );
  const ofSample = sql.prepare<[number, number, number], { turn: number; text_id: number }>(
    "SELECT turn, text_id FROM reply_reasoning WHERE run_id = ? AND position = ? AND sample = ?",
  );
  const ofOutput = sql.prepare<[number], { text_id: number }>(`
    SELECT r.text_id FROM outputs o JOIN reply_reasoning r
      ON r.run_id = o.run_id AND r.position = o.position AND r.sample = o.sample AND r.turn = o.turn
    WHERE o.id = ?`);

  return {
    /** A reply without thinking has no row. The caller holds the transaction. */
    insert({ runId, position, sample, turn }: ReplyKey, reasoning: string | null): void {
      if (reasoning !== null && reasoning !== "") insert.run(runId, position, sample, turn, texts.put(reasoning));
    },
    /** By turn. */
    ofSample: (runId: number, position: number, sample: number): Map<number, string> =>
      new Map(ofSample.all(runId, position, sample).map((row) => [row.turn, texts.get(row.text_id)])),
    ofOutput(outputId: number): string | null {
      const row = ofOutput.get(outputId);
      return row ? texts.get(row.text_id) : null;
    },
  };
}

const replyRecordSchema = z.object({
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
  attempts: z.array(callAttemptSchema),
  library: z.string(),
  cacheKey: z.string().transform((text) => Buffer.from(text, "base64")),
});

/** Replies that a stopped run has, but not their verdicts. */
export function ungradedRepliesTable(sql: Sql) {
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
    put: ({ runId, position, sample, turn }: ReplyKey, facts: ReplyRecord): void =>
      void put.run(
        runId,
        position,
        sample,
        turn,
        JSON.stringify({ ...facts, cacheKey: facts.cacheKey.toString("base64") }),
      ),
    count: (runId: number): number => any.get(runId)?.n ?? 0,
    get({ runId, position, sample, turn }: ReplyKey): ReplyRecord | null {
      const row = get.get(runId, position, sample, turn);
      return row
        ? readStoredJson(replyRecordSchema, row.facts, {
            table: "held_replies",
            row: `${runId}/${position}/${sample}/${turn}`,
            column: "facts",
          })
        : null;
    },
    remove: ({ runId, position, sample, turn }: ReplyKey): void => void remove.run(runId, position, sample, turn),
  };
}
