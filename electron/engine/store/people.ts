import type { PersonSays, PersonVerdict } from "../../../shared/domain/people.ts";
import type { Sql } from "./database.ts";

/** What a person's verdict is about: a reply to one turn of a conversation, in whatever run it stands. */
export interface ReplyPlace {
  contentId: number;
  turn: number;
  textId: number;
}

export interface SamplePlace {
  runId: number;
  position: number;
  sample: number;
}

interface SettledReply {
  position: number;
  turn: number;
  textId: number;
}

/** Verdicts of people, and which samples they decide. The newest verdict on a reply is the one that holds. */
export function peopleTable(sql: Sql) {
  const read = sql.prepare<[number, number, number], PersonVerdict>(`
    SELECT verdict, note, author, created_at AS at FROM person_verdicts
    WHERE content_id = ? AND turn = ? AND text_id = ?`);
  const put = sql.prepare<[number, number, number, string, string, string, string]>(`
    INSERT INTO person_verdicts (content_id, turn, text_id, verdict, note, author, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (content_id, turn, text_id) DO UPDATE SET
      verdict = excluded.verdict, note = excluded.note, author = excluded.author, created_at = excluded.created_at`);
  const remove = sql.prepare<[number, number, number]>(
    "DELETE FROM person_verdicts WHERE content_id = ? AND turn = ? AND text_id = ?",
  );
  const said = sql.prepare<{ contentId: number; turn: number; textId: number }, { says: PersonSays | null }>(`
    SELECT coalesce(
      (SELECT verdict FROM person_verdicts WHERE content_id = @contentId AND turn = @turn AND text_id = @textId),
      (SELECT 'good' FROM expected_matches
        WHERE content_id = @contentId AND turn = @turn AND text_id = @textId LIMIT 1)) AS says`);
  const samples = sql.prepare<[number, number, number], SamplePlace>(`
    SELECT o.run_id AS runId, o.position, o.sample
    FROM run_conversations c CROSS JOIN outputs o ON o.run_id = c.run_id AND o.position = c.position
    WHERE c.content_id = ? AND o.turn = ? AND o.text_id = ?`);
  const texts = sql.prepare<[number, number], { id: number }>(`
    SELECT DISTINCT o.text_id AS id
    FROM run_conversations c CROSS JOIN outputs o ON o.run_id = c.run_id AND o.position = c.position
    WHERE c.content_id = ? AND o.turn = ?`);
  const settled = sql.prepare<{ runId: number }, SettledReply>(`
    SELECT c.position, v.turn, v.text_id AS textId
    FROM run_conversations c JOIN person_verdicts v ON v.content_id = c.content_id WHERE c.run_id = @runId
    UNION
    SELECT c.position, m.turn, m.text_id
    FROM run_conversations c JOIN expected_matches m ON m.content_id = c.content_id WHERE c.run_id = @runId`);
  const revision = sql.prepare<[], { value: string }>("SELECT value FROM settings WHERE name = 'standingRevision'");
  const move = sql.prepare<[]>(`
    INSERT INTO settings (name, value) VALUES ('standingRevision', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`);

  return {
    verdict: ({ contentId, turn, textId }: ReplyPlace): PersonVerdict | null =>
      read.get(contentId, turn, textId) ?? null,
    put: ({ contentId, turn, textId }: ReplyPlace, { verdict, note, author, at }: PersonVerdict): void =>
      void put.run(contentId, turn, textId, verdict, note, author, at),
    /** False where there was none. */
    remove: ({ contentId, turn, textId }: ReplyPlace): boolean => remove.run(contentId, turn, textId).changes > 0,
    /** What people say of a reply: their verdict on it, else good where it matches an approved one. */
    says: (place: ReplyPlace): PersonSays | null => said.get(place)?.says ?? null,
    /** Every sample of every run that has this reply at this place. */
    samplesWith: ({ contentId, turn, textId }: ReplyPlace): SamplePlace[] => samples.all(contentId, turn, textId),
    /** The text ids of all replies that any run has at a place. */
    textsAt: (contentId: number, turn: number): number[] => texts.all(contentId, turn).map(({ id }) => id),
    /** The replies of a run's conversations on which people have said what they think, or that match an approved one. */
    settledIn: (runId: number): SettledReply[] => settled.all({ runId }),
    /** Moves whenever a verdict of a person or the standing of a recorded sample does. */
    revision: (): string => revision.get()?.value ?? "0",
    move: (): void => void move.run(),
  };
}
