import { z } from "zod";
import {
  conversationContentSchema,
  type Conversation,
  type ConversationContent,
  type ConversationSet,
  type ConversationSummary,
  userTurns,
} from "../../../shared/domain/conversation.ts";
import { canonicalContent } from "./content-hash.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";
import { readStoredJson } from "./stored-json.ts";

const tagsSchema = z.array(z.string());

interface SetRow {
  id: number;
  name: string;
  conversations: number;
  checks: number;
}

interface ConversationRow {
  id: string;
  position: number;
  title: string;
  tags: string;
  notes: string;
  content_id: number;
  turns: number;
  checks: number;
  first_user_turn: string;
  sha256: string;
}

/** A conversation as a run takes it along. */
export interface StoredConversation {
  id: string;
  title: string;
  tags: string[];
  notes: string;
  contentId: number;
  /** Read again at each access, so that a set of thousands is never in memory as a whole. */
  readonly content: ConversationContent;
  contentSha256: string;
  turns: number;
  checks: number;
}

/** A conversation whose content is not read yet. `tags` is JSON. */
interface ConversationHeader {
  id: string;
  tags: string;
  notes: string;
  contentId: number;
  checks: number;
}

const selectSet = `SELECT s.id, s.name, count(c.id) AS conversations, coalesce(sum(c.checks), 0) AS checks
  FROM conversation_sets s LEFT JOIN conversations c ON c.set_id = s.id`;

const selectConversation =
  "SELECT c.*, lower(hex(t.sha256)) AS sha256 FROM conversations c JOIN texts t ON t.id = c.content_id";

const countLiveReplies = `(SELECT sum(CASE turn.value ->> 'role' WHEN 'user' THEN 1 ELSE -1 END)
  FROM json_each(t.text, '$.turns') AS turn)`;

export function conversationsTable(sql: Sql, texts: TextsTable) {
  const sets = sql.prepare<[], SetRow>(`${selectSet} GROUP BY s.id ORDER BY s.id`);
  const setById = sql.prepare<[number], SetRow>(`${selectSet} WHERE s.id = ? GROUP BY s.id`);
  const setByName = sql.prepare<[string], SetRow>(`${selectSet} WHERE s.name = ? GROUP BY s.id`);
  const insertSet = sql.prepare<[string, string]>("INSERT INTO conversation_sets (name, created_at) VALUES (?, ?)");
  const renameSet = sql.prepare<[string, number]>("UPDATE conversation_sets SET name = ? WHERE id = ?");
  const removeSet = sql.prepare<[number]>("DELETE FROM conversation_sets WHERE id = ?");
  const list = sql.prepare<[number], ConversationRow>(`${selectConversation} WHERE c.set_id = ? ORDER BY c.position`);
  const selectHeaders = sql.prepare<[number], ConversationHeader>(
    "SELECT id, tags, notes, content_id AS contentId, checks FROM conversations WHERE set_id = ? ORDER BY position",
  );
  const firstTurns = sql.prepare<[number, number, number], { id: string; position: number; firstUserTurn: string }>(`
    SELECT id, position, first_user_turn AS firstUserTurn FROM conversations
    WHERE set_id = ? AND position > ? ORDER BY position LIMIT ?`);
  const byId = sql.prepare<[number, string], ConversationRow>(`${selectConversation} WHERE c.set_id = ? AND c.id = ?`);
  const last = sql.prepare<[number], { position: number }>(
    "SELECT coalesce(max(position), -1) AS position FROM conversations WHERE set_id = ?",
  );
  const write = sql.prepare(`
    INSERT INTO conversations (set_id, id, position, title, tags, notes, content_id, turns, checks, first_user_turn)
    VALUES (@setId, @id, @position, @title, @tags, @notes, @contentId, @turns, @checks, @firstUserTurn)
    ON CONFLICT (set_id, id) DO UPDATE SET title = excluded.title, tags = excluded.tags, notes = excluded.notes,
      content_id = excluded.content_id, turns = excluded.turns, checks = excluded.checks,
      first_user_turn = excluded.first_user_turn`);
  const rename = sql.prepare<[string, number, string]>("UPDATE conversations SET id = ? WHERE set_id = ? AND id = ?");
  const remove = sql.prepare<[number, string]>("DELETE FROM conversations WHERE set_id = ? AND id = ?");

  // Each assistant turn is the fixed reply to the user turn before it. Most conversations have none, and are not parsed.
  const liveTurns = sql.prepare<[number], { turns: number }>(
    `SELECT ${countLiveReplies} AS turns FROM texts t WHERE t.id = ?`,
  );
  const selectContentsContaining = sql.prepare<[number, string], { text: string }>(`
    SELECT t.text FROM conversations c JOIN texts t ON t.id = c.content_id
    WHERE c.set_id = ? AND EXISTS (SELECT 1 FROM json_each(?) AS word WHERE instr(t.text, word.value))`);
  const liveTurnsOfSet = sql.prepare<[number], { id: number; turns: number }>(`
    SELECT c.content_id AS id, iif(instr(t.text, '"role":"assistant"'), ${countLiveReplies}, c.turns) AS turns
    FROM conversations c JOIN texts t ON t.id = c.content_id WHERE c.set_id = ?`);

  const contentOf = (id: number): ConversationContent =>
    readStoredJson(conversationContentSchema, texts.get(id), { table: "texts", row: id, column: "text" });
  const toConversation = (row: ConversationRow): Conversation => ({
    id: row.id,
    title: row.title,
    tags: readStoredJson(tagsSchema, row.tags, { table: "conversations", row: row.id, column: "tags" }),
    notes: row.notes,
    ...contentOf(row.content_id),
  });

  return {
    sets: (): ConversationSet[] => sets.all().map(toSet),
    set: (id: number): ConversationSet | null => optionalSet(setById.get(id)),
    findSet: (name: string): ConversationSet | null => optionalSet(setByName.get(name)),
    insertSet: (name: string, now: string): number => Number(insertSet.run(name, now).lastInsertRowid),
    renameSet: (id: number, name: string): void => void renameSet.run(name, id),
    removeSet: (id: number): void => void removeSet.run(id),

    list: (setId: number): ConversationSummary[] =>
      list.all(setId).map((row) => ({
        id: row.id,
        title: row.title,
        tags: readStoredJson(tagsSchema, row.tags, { table: "conversations", row: row.id, column: "tags" }),
        turns: row.turns,
        checks: row.checks,
        firstUserTurn: row.first_user_turn,
        contentSha256: row.sha256,
      })),
    /** All conversations of a set, in order, without their contents. */
    headers: (setId: number): ConversationHeader[] => selectHeaders.all(setId),
    /** The heads of first turns behind a position, in order, at most so many. */
    firstTurns: (setId: number, after: number, most: number) => firstTurns.all(setId, after, most),
    /** All conversations of a set, in order, with their contents. */
    all: (setId: number): Conversation[] => list.all(setId).map(toConversation),
    stored: (setId: number): StoredConversation[] =>
      list.all(setId).map((row) => ({
        id: row.id,
        title: row.title,
        tags: readStoredJson(tagsSchema, row.tags, { table: "conversations", row: row.id, column: "tags" }),
        notes: row.notes,
        contentId: row.content_id,
        get content() {
          return contentOf(row.content_id);
        },
        contentSha256: row.sha256,
        turns: row.turns,
        checks: row.checks,
      })),
    get(setId: number, id: string): Conversation | null {
      const row = byId.get(setId, id);
      return row ? toConversation(row) : null;
    },
    contentOf,
    /** Replies that one sample of a conversation needs: its user turns without a fixed reply. */
    liveTurns: (contentId: number): number => liveTurns.get(contentId)?.turns ?? 0,
    /** The same for all conversations of a set, by content. */
    liveTurnsOf: (setId: number): Map<number, number> =>
      new Map(liveTurnsOfSet.all(setId).map(({ id, turns }) => [id, turns])),
    /** Contents of a set, as JSON, that contain one of the words. Read one by one: a set may have thousands. */
    *contentsWith(setId: number, words: readonly string[]): Generator<string> {
      for (const { text } of selectContentsContaining.all(setId, JSON.stringify(words))) yield text;
    },
    write(setId: number, conversation: Conversation): void {
      const users = userTurns(conversation.turns);
      const turnChecks = users.reduce((sum, turn) => sum + turn.checks.length, 0);
      const content: ConversationContent = { turns: conversation.turns, checks: conversation.checks };
      write.run({
        setId,
        id: conversation.id,
        position: (last.get(setId)?.position ?? -1) + 1,
        title: conversation.title,
        tags: JSON.stringify(conversation.tags),
        notes: conversation.notes,
        contentId: texts.put(canonicalContent(content)),
        turns: users.length,
        checks: turnChecks + conversation.checks.length,
        firstUserTurn: (users[0]?.content ?? "").slice(0, 300),
      });
    },
    rename: (setId: number, from: string, to: string): void => void rename.run(to, setId, from),
    remove: (setId: number, id: string): boolean => remove.run(setId, id).changes > 0,
  };
}

function toSet(row: SetRow): ConversationSet {
  return { id: String(row.id), name: row.name, conversations: row.conversations, checks: row.checks };
}

function optionalSet(row: SetRow | undefined): ConversationSet | null {
  return row ? toSet(row) : null;
}
