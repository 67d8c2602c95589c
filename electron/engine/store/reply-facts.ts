import { z } from "zod";
import { unsupportedFactSchema, type UnsupportedFact } from "../../../shared/domain/fact.ts";
import type { Sql } from "./database.ts";
import type { Place } from "./outputs.ts";
import { readStored } from "./stored-json.ts";

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
    facts: readStored(factsSchema, facts, {
      table: "reply_facts",
      row: `${place.position}/${place.sample}/${place.turn}`,
      column: "facts",
    }),
  });

  return {
    /** A reply without unsupported facts has no row. The caller holds the transaction. */
    insert({ runId, position, sample, turn }: Place, facts: readonly UnsupportedFact[]): void {
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
