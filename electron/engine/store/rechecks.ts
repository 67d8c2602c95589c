import type { ConversationContent } from "../../../shared/domain/conversation.ts";
import type { Sql } from "./database.ts";
import type { StoredVerdict } from "./outputs.ts";

/** Verdicts that later checks take the place of. The caller holds the transaction of each of these. */
export function rechecksTable(sql: Sql) {
  const keep = sql.prepare<[string, number]>(`
    INSERT INTO superseded_verdicts (output_id, check_index, status, reason, score, counts, judge, superseded_at)
    SELECT output_id, check_index, status, reason, score, counts, judge, ? FROM verdicts WHERE output_id = ?`);
  const clear = sql.prepare<[number]>("DELETE FROM verdicts WHERE output_id = ?");
  const insert = sql.prepare<[number, number, string, string, number | null, number, string | null]>(
    "INSERT INTO verdicts (output_id, check_index, status, reason, score, counts, judge) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const move = sql.prepare<[number, number, number, number]>(
    "UPDATE run_conversations SET content_id = ?, checks = ? WHERE run_id = ? AND position = ?",
  );
  const verdicts = sql.prepare<[number, number]>(`
    INSERT OR IGNORE INTO person_verdicts (content_id, turn, text_id, verdict, note, author, created_at)
    SELECT ?, turn, text_id, verdict, note, author, created_at FROM person_verdicts WHERE content_id = ?`);
  const approved = sql.prepare<[number, number]>(`
    INSERT OR IGNORE INTO expected_replies (content_id, turn, text_id, method, threshold, author, created_at)
    SELECT ?, turn, text_id, method, threshold, author, created_at FROM expected_replies WHERE content_id = ?`);
  const matches = sql.prepare<{ from: number; to: number }>(`
    INSERT OR IGNORE INTO expected_matches (content_id, turn, text_id, expected_id, similarity)
    SELECT @to, m.turn, m.text_id, own.id, m.similarity
    FROM expected_matches m JOIN expected_replies e ON e.id = m.expected_id
    JOIN expected_replies own ON own.content_id = @to AND own.turn = e.turn AND own.text_id = e.text_id
    WHERE m.content_id = @from`);

  return {
    /** Puts verdicts in the place of a reply's, which are kept aside with the time (ISO). */
    replace(outputId: number, now: readonly StoredVerdict[], at: string): void {
      keep.run(at, outputId);
      clear.run(outputId);
      now.forEach(({ status, reason, score = null, counts = true, judge = null }, index) =>
        insert.run(outputId, index, status, reason, score, counts ? 1 : 0, judge && JSON.stringify(judge)),
      );
    },
    moveContent: (runId: number, position: number, contentId: number, checks: number): void =>
      void move.run(contentId, checks, runId, position),
    /** What people said and approved of replies to the same turns holds whatever they are checked by. */
    carryPeople(from: number, to: number): void {
      verdicts.run(to, from);
      approved.run(to, from);
      matches.run({ from, to });
    },
    /** As a run counts the checks of a conversation. */
    checksIn: ({ turns, checks }: ConversationContent): number =>
      turns.reduce((sum, turn) => sum + (turn.role === "user" ? (turn.checks?.length ?? 0) : 0), checks.length),
  };
}
