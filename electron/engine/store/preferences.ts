import { z } from "zod";
import { preferenceSchema, type Preference } from "../../../shared/domain/judge.ts";
import type { Sql } from "./database.ts";
import { readStored } from "./stored-json.ts";

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

export interface NewPreference extends Omit<Preference, "at"> {
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
    get(baselineRunId: number, candidateRunId: number, conversationId: string): Preference | null {
      const row = get.get(baselineRunId, candidateRunId, conversationId);
      return row
        ? preferenceSchema.parse({
            conversationId: row.conversation_id,
            sample: row.sample,
            turn: row.turn,
            winner: row.winner,
            agreed: row.agreed === 1,
            reason: row.reason,
            model: row.model,
            calls: readStored(callsSchema, row.calls, {
              table: "preferences",
              row: row.conversation_id,
              column: "calls",
            }),
            at: row.created_at,
          })
        : null;
    },
    counts(baselineRunId: number, candidateRunId: number): Record<Preference["winner"], number> {
      const found = { baseline: 0, candidate: 0, tie: 0, error: 0 };
      for (const { winner, n } of counts.all(baselineRunId, candidateRunId)) {
        found[preferenceSchema.shape.winner.parse(winner)] = n;
      }
      return found;
    },
  };
}
