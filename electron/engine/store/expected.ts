import { matchRuleSchema, type MatchRule } from "../../../shared/domain/people.ts";
import type { Sql } from "./database.ts";
import type { ReplyPlace } from "./people.ts";

/** A reply that a person approved as the expected one of its place. */
export interface ExpectedReply {
  id: number;
  textId: number;
  rule: MatchRule;
  author: string;
  at: string;
}

interface ExpectedRow {
  id: number;
  text_id: number;
  method: string | null;
  threshold: number | null;
  author: string;
  created_at: string;
}

/** Approved replies, and the replies that match them. */
export function expectedTable(sql: Sql) {
  const at = sql.prepare<[number, number], ExpectedRow>(
    "SELECT * FROM expected_replies WHERE content_id = ? AND turn = ?",
  );
  const insert = sql.prepare<[number, number, number, string | null, number | null, string, string]>(`
    INSERT INTO expected_replies (content_id, turn, text_id, method, threshold, author, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const remove = sql.prepare<[number]>("DELETE FROM expected_replies WHERE id = ?");
  const addMatch = sql.prepare<[number, number, number, number, number]>(`
    INSERT OR IGNORE INTO expected_matches (content_id, turn, text_id, expected_id, similarity)
    VALUES (?, ?, ?, ?, ?)`);
  const matched = sql.prepare<[number], { text_id: number }>(
    "SELECT text_id FROM expected_matches WHERE expected_id = ?",
  );
  const best = sql.prepare<[number, number, number], ExpectedRow & { similarity: number }>(`
    SELECT e.*, m.similarity FROM expected_matches m JOIN expected_replies e ON e.id = m.expected_id
    WHERE m.content_id = ? AND m.turn = ? AND m.text_id = ?
    ORDER BY e.text_id = m.text_id DESC, m.similarity DESC, e.id LIMIT 1`);

  return {
    /** All that are approved at a place, in the order of approval. */
    at: (contentId: number, turn: number): ExpectedReply[] =>
      at
        .all(contentId, turn)
        .map(toExpected)
        .sort((a, b) => a.id - b.id),
    insert({ contentId, turn, textId }: ReplyPlace, rule: MatchRule, author: string, when: string): number {
      const [method, threshold] = rule.match === "exact" ? [null, null] : [rule.method, rule.threshold];
      return Number(insert.run(contentId, turn, textId, method, threshold, author, when).lastInsertRowid);
    },
    remove: (id: number): void => void remove.run(id),
    addMatch: ({ contentId, turn, textId }: ReplyPlace, expectedId: number, similarity: number): void =>
      void addMatch.run(contentId, turn, textId, expectedId, similarity),
    /** The text ids of the replies that match an approved one. */
    matchedBy: (id: number): number[] => matched.all(id).map((row) => row.text_id),
    /** The approved reply that this one matches best; itself where it is one. */
    matchOf({ contentId, turn, textId }: ReplyPlace): (ExpectedReply & { similarity: number }) | null {
      const row = best.get(contentId, turn, textId);
      return row ? { ...toExpected(row), similarity: row.similarity } : null;
    },
  };
}

function toExpected(row: ExpectedRow): ExpectedReply {
  const { id, text_id, method, threshold, author, created_at } = row;
  const rule = matchRuleSchema.parse(method === null ? { match: "exact" } : { match: "similarity", method, threshold });
  return { id, textId: text_id, rule, author, at: created_at };
}
