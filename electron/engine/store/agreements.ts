import { judgedBySchema } from "../../../shared/domain/judge.ts";
import type { Sql } from "./database.ts";
import { readStored } from "./stored-json.ts";

/** What a judge and a person said of one reply. */
export interface BothSaid {
  model: string;
  judge: boolean;
  person: boolean;
}

interface SaidRow {
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
  const both = sql.prepare<[], SaidRow>(`
    SELECT p.content_id, p.turn, p.text_id, o.id AS output_id, p.verdict, v.status, v.judge
    FROM person_verdicts p
      CROSS JOIN run_conversations c ON c.content_id = p.content_id
      CROSS JOIN outputs o ON o.run_id = c.run_id AND o.position = c.position AND o.turn = p.turn AND o.text_id = p.text_id
      CROSS JOIN verdicts v ON v.output_id = o.id
    WHERE v.judge IS NOT NULL AND v.status <> 'error'
    ORDER BY o.id DESC`);

  return {
    /** Each reply once for each judge, by its newest verdicts; a judge finds it good when all its checks pass. */
    both(): BothSaid[] {
      const found = new Map<string, BothSaid & { outputId: number }>();
      for (const row of both.all()) {
        const { model } = readStored(judgedBySchema, row.judge, {
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
