import type { Sql } from "./database.ts";
import type { Place } from "./outputs.ts";
import type { TextsTable } from "./texts.ts";

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
    insert({ runId, position, sample, turn }: Place, reasoning: string | null): void {
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
