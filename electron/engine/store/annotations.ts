import {
  type HumanVerdict,
  type ReplyAnnotation,
  matchRuleSchema,
  type MatchRule,
} from "../../../shared/domain/annotation.ts";
import type { Sql } from "./database.ts";

/** What a person's verdict is about: a reply to one turn of a conversation, in any run. */
export interface AnnotationKey {
  contentId: number;
  turn: number;
  textId: number;
}

interface SampleKey {
  runId: number;
  position: number;
  sample: number;
}

interface AnnotatedReply {
  position: number;
  turn: number;
  textId: number;
}

/** Verdicts of people, and which samples they decide. The newest verdict on a reply is the one that holds. */
export function humanVerdictsTable(sql: Sql) {
  const read = sql.prepare<[number, number, number], ReplyAnnotation>(`
    SELECT verdict, note, author, created_at AS at FROM person_verdicts
    WHERE content_id = ? AND turn = ? AND text_id = ?`);
  const put = sql.prepare<[number, number, number, string, string, string, string]>(`
    INSERT INTO person_verdicts (content_id, turn, text_id, verdict, note, author, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (content_id, turn, text_id) DO UPDATE SET
      verdict = excluded.verdict, note = excluded.note, author = excluded.author, created_at = excluded.created_at`);
  const remove = sql.prepare<[number, number, number]>(
    "DELETE FROM person_verdicts WHERE content_id = ? AND turn = ? AND text_id = ?",
  );
  const said = sql.prepare<{ contentId: number; turn: number; textId: number }, { humanVerdict: HumanVerdict | null }>(`
    SELECT coalesce(
      (SELECT verdict FROM person_verdicts WHERE content_id = @contentId AND turn = @turn AND text_id = @textId),
      (SELECT 'good' FROM expected_matches
        WHERE content_id = @contentId AND turn = @turn AND text_id = @textId LIMIT 1)) AS humanVerdict`);
  const samples = sql.prepare<[number, number, number], SampleKey>(`
    SELECT o.run_id AS runId, o.position, o.sample
    FROM run_conversations c CROSS JOIN outputs o ON o.run_id = c.run_id AND o.position = c.position
    WHERE c.content_id = ? AND o.turn = ? AND o.text_id = ?`);
  const texts = sql.prepare<[number, number], { id: number }>(`
    SELECT DISTINCT o.text_id AS id
    FROM run_conversations c CROSS JOIN outputs o ON o.run_id = c.run_id AND o.position = c.position
    WHERE c.content_id = ? AND o.turn = ?`);
  const settled = sql.prepare<{ runId: number }, AnnotatedReply>(`
    SELECT c.position, v.turn, v.text_id AS textId
    FROM run_conversations c JOIN person_verdicts v ON v.content_id = c.content_id WHERE c.run_id = @runId
    UNION
    SELECT c.position, m.turn, m.text_id
    FROM run_conversations c JOIN expected_matches m ON m.content_id = c.content_id WHERE c.run_id = @runId`);
  const selectStatusRevision = sql.prepare<[], { value: string }>(
    "SELECT value FROM settings WHERE name = 'standingRevision'",
  );
  const bumpRevision = sql.prepare<[]>(`
    INSERT INTO settings (name, value) VALUES ('standingRevision', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`);

  return {
    verdict: ({ contentId, turn, textId }: AnnotationKey): ReplyAnnotation | null =>
      read.get(contentId, turn, textId) ?? null,
    put: ({ contentId, turn, textId }: AnnotationKey, { verdict, note, author, at }: ReplyAnnotation): void =>
      void put.run(contentId, turn, textId, verdict, note, author, at),
    /** False where there was none. */
    remove: ({ contentId, turn, textId }: AnnotationKey): boolean => remove.run(contentId, turn, textId).changes > 0,
    /** The human verdict on a reply: a person's own, else good where it matches an approved one. */
    humanVerdict: (place: AnnotationKey): HumanVerdict | null => said.get(place)?.humanVerdict ?? null,
    /** Every sample of every run that has this reply at this place. */
    samplesWith: ({ contentId, turn, textId }: AnnotationKey): SampleKey[] => samples.all(contentId, turn, textId),
    /** The text ids of all replies that any run has at a place. */
    textsAt: (contentId: number, turn: number): number[] => texts.all(contentId, turn).map(({ id }) => id),
    /** The replies of a run's conversations that people have annotated, or that match an approved one. */
    annotatedIn: (runId: number): AnnotatedReply[] => settled.all({ runId }),
    /** Changes whenever a verdict of a person or the status of a recorded sample does. */
    statusRevision: (): string => selectStatusRevision.get()?.value ?? "0",
    bumpStatusRevision: (): void => void bumpRevision.run(),
  };
}

/** A reply that a person approved as the expected one of its place. */
interface ApprovedReply {
  id: number;
  textId: number;
  rule: MatchRule;
  author: string;
  at: string;
}

interface ApprovedRow {
  id: number;
  text_id: number;
  method: string | null;
  threshold: number | null;
  author: string;
  created_at: string;
}

/** Approved replies, and the replies that match them. */
export function approvedRepliesTable(sql: Sql) {
  const at = sql.prepare<[number, number], ApprovedRow>(
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
  const best = sql.prepare<[number, number, number], ApprovedRow & { similarity: number }>(`
    SELECT e.*, m.similarity FROM expected_matches m JOIN expected_replies e ON e.id = m.expected_id
    WHERE m.content_id = ? AND m.turn = ? AND m.text_id = ?
    ORDER BY e.text_id = m.text_id DESC, m.similarity DESC, e.id LIMIT 1`);

  return {
    /** All that are approved at a place, in the order of approval. */
    at: (contentId: number, turn: number): ApprovedReply[] =>
      at
        .all(contentId, turn)
        .map(toApprovedReply)
        .sort((a, b) => a.id - b.id),
    insert({ contentId, turn, textId }: AnnotationKey, rule: MatchRule, author: string, when: string): number {
      const [method, threshold] = rule.match === "exact" ? [null, null] : [rule.method, rule.threshold];
      return Number(insert.run(contentId, turn, textId, method, threshold, author, when).lastInsertRowid);
    },
    remove: (id: number): void => void remove.run(id),
    addMatch: ({ contentId, turn, textId }: AnnotationKey, expectedId: number, similarity: number): void =>
      void addMatch.run(contentId, turn, textId, expectedId, similarity),
    /** The text ids of the replies that match an approved one. */
    matchedBy: (id: number): number[] => matched.all(id).map((row) => row.text_id),
    /** The approved reply that this one matches best; itself where it is one. */
    matchOf({ contentId, turn, textId }: AnnotationKey): (ApprovedReply & { similarity: number }) | null {
      const row = best.get(contentId, turn, textId);
      return row ? { ...toApprovedReply(row), similarity: row.similarity } : null;
    },
  };
}

function toApprovedReply(row: ApprovedRow): ApprovedReply {
  const { id, text_id, method, threshold, author, created_at } = row;
  const rule = matchRuleSchema.parse(method === null ? { match: "exact" } : { match: "similarity", method, threshold });
  return { id, textId: text_id, rule, author, at: created_at };
}
