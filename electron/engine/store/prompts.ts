import type { Prompt, Version, VersionText, VersionParents } from "../../../shared/domain/prompt.ts";
import type { Sql } from "./database.ts";
import { modelSettingsSchema, type ModelSettings } from "../../../shared/domain/model.ts";
import { readStoredJson } from "./stored-json.ts";

interface PromptRow {
  id: number;
  name: string;
  versions: number;
}

const promptColumns = `p.id, p.name,
  (SELECT count(*) FROM versions v WHERE v.prompt_id = p.id AND v.deleted_at IS NULL) AS versions`;

export function promptsTable(sql: Sql) {
  const list = sql.prepare<[], PromptRow>(
    `SELECT ${promptColumns} FROM prompts p WHERE p.deleted_at IS NULL ORDER BY p.id`,
  );
  const byName = sql.prepare<[string], PromptRow>(
    `SELECT ${promptColumns} FROM prompts p WHERE p.name = ? AND p.deleted_at IS NULL`,
  );
  const byId = sql.prepare<[number], PromptRow>(
    `SELECT ${promptColumns} FROM prompts p WHERE p.id = ? AND p.deleted_at IS NULL`,
  );
  const names = sql.prepare<[number], { name: string }>("SELECT name FROM prompts WHERE id = ?");
  const insert = sql.prepare<[string, string]>("INSERT INTO prompts (name, created_at) VALUES (?, ?)");
  const rename = sql.prepare<[string, number]>("UPDATE prompts SET name = ? WHERE id = ?");
  const remove = sql.prepare<[string, number]>("UPDATE prompts SET deleted_at = ? WHERE id = ?");

  return {
    list: (): Prompt[] => list.all().map(toPrompt),
    find: (name: string): Prompt | null => toPromptOrNull(byName.get(name)),
    get: (id: number): Prompt | null => toPromptOrNull(byId.get(id)),
    /** The name of a prompt, deleted ones included. */
    nameOf: (id: number): string => names.get(id)?.name ?? "",
    insert: (name: string, now: string): number => Number(insert.run(name, now).lastInsertRowid),
    rename: (id: number, name: string): void => void rename.run(name, id),
    remove: (id: number, now: string): void => void remove.run(now, id),
  };
}

function toPrompt(row: PromptRow): Prompt {
  return { id: String(row.id), name: row.name, versions: row.versions };
}

function toPromptOrNull(row: PromptRow | undefined): Prompt | null {
  return row ? toPrompt(row) : null;
}

export function labelsTable(sql: Sql) {
  const set = sql.prepare<[number, string, number, string]>(`
    INSERT INTO labels (prompt_id, name, version_id, moved_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (prompt_id, name) DO UPDATE SET version_id = excluded.version_id, moved_at = excluded.moved_at`);
  const remove = sql.prepare<[number, string]>("DELETE FROM labels WHERE prompt_id = ? AND name = ?");
  return {
    set: (promptId: number, name: string, versionId: number, now: string): void =>
      void set.run(promptId, name, versionId, now),
    remove: (promptId: number, name: string): boolean => remove.run(promptId, name).changes > 0,
  };
}

interface VersionRow {
  id: number;
  prompt_id: number;
  number: number;
  parent_number: number | null;
  merged_number: number | null;
  sha256: string;
  settings: string;
  author: string;
  message: string;
  added: number;
  removed: number;
  created_at: string;
  labels: string | null;
}

interface NewVersion {
  promptId: number;
  parentId: number | null;
  /** The second parent of a merge. */
  mergedId: number | null;
  textId: number;
  settings: ModelSettings;
  author: string;
  message: string;
  added: number;
  removed: number;
  now: string;
}

const selectVersion = `
  SELECT v.id, v.prompt_id, v.number, p.number AS parent_number, m.number AS merged_number, lower(hex(t.sha256)) AS sha256,
    v.settings, v.author, v.message, v.added, v.removed, v.created_at,
    (SELECT group_concat(l.name, char(10)) FROM labels l WHERE l.version_id = v.id) AS labels
  FROM versions v JOIN texts t ON t.id = v.text_id LEFT JOIN versions p ON p.id = v.parent_id
    LEFT JOIN versions m ON m.id = v.merged_id
  WHERE v.prompt_id = ? AND v.deleted_at IS NULL`;

/** How many lines came and went from a version's parent, as it was stored. */
interface StoredLineCounts {
  id: number;
  parentTextId: number | null;
  textId: number;
  added: number;
  removed: number;
}

/**
 * Versions are immutable: nothing here updates one but for counts that an earlier build guessed, and a deleted one stays
 * readable by the runs that used it.
 */
export function versionsTable(sql: Sql) {
  const list = sql.prepare<[number], VersionRow>(`${selectVersion} ORDER BY v.number DESC`);
  const latest = sql.prepare<[number], VersionRow>(`${selectVersion} ORDER BY v.number DESC LIMIT 1`);
  const byNumber = sql.prepare<[number, number], VersionRow>(`${selectVersion} AND v.number = ?`);
  const byLabel = sql.prepare<[number, string], VersionRow>(
    `${selectVersion} AND v.id = (SELECT l.version_id FROM labels l WHERE l.prompt_id = v.prompt_id AND l.name = ?)`,
  );
  const byHash = sql.prepare<[number, string], VersionRow>(
    `${selectVersion} AND lower(hex(t.sha256)) LIKE ? || '%' ORDER BY v.number DESC`,
  );
  const text = sql.prepare<[number], { text: string }>(
    "SELECT t.text FROM versions v JOIN texts t ON t.id = v.text_id WHERE v.id = ?",
  );
  const selectEvenDeleted = sql.prepare<[number, number], { text: string; settings: string }>(
    "SELECT t.text, v.settings FROM versions v JOIN texts t ON t.id = v.text_id WHERE v.prompt_id = ? AND v.number = ?",
  );
  const numbers = sql
    .prepare<[number], number>("SELECT number FROM versions WHERE prompt_id = ? AND deleted_at IS NULL")
    .pluck();
  const descent = sql.prepare<[number], VersionParents>(`
    SELECT v.number, p.number AS parent, m.number AS merged
    FROM versions v LEFT JOIN versions p ON p.id = v.parent_id LEFT JOIN versions m ON m.id = v.merged_id
    WHERE v.prompt_id = ? ORDER BY v.number`);
  const next = sql.prepare<[number], { number: number }>(
    "SELECT coalesce(max(number), 0) + 1 AS number FROM versions WHERE prompt_id = ?",
  );
  const insert = sql.prepare(`
    INSERT INTO versions (prompt_id, number, parent_id, merged_id, text_id, settings, author, message, added, removed,
      created_at)
    VALUES (@promptId, @number, @parentId, @mergedId, @textId, @settings, @author, @message, @added, @removed, @now)`);
  const counts = sql.prepare<[], StoredLineCounts>(`
    SELECT v.id, p.text_id AS parentTextId, v.text_id AS textId, v.added, v.removed
    FROM versions v LEFT JOIN versions p ON p.id = v.parent_id`);
  const setCounts = sql.prepare("UPDATE versions SET added = @added, removed = @removed WHERE id = @id");
  const remove = sql.prepare<[string, number]>("UPDATE versions SET deleted_at = ? WHERE id = ?");

  return {
    list: (promptId: number): Version[] => list.all(promptId).map(toVersion),
    numbers: (promptId: number): number[] => numbers.all(promptId),
    /** Every version with its parents, oldest first, deleted ones included. */
    descent: (promptId: number): VersionParents[] => descent.all(promptId),
    latest: (promptId: number): Version | null => toVersionOrNull(latest.get(promptId)),
    byNumber: (promptId: number, number: number): Version | null => toVersionOrNull(byNumber.get(promptId, number)),
    byLabel: (promptId: number, label: string): Version | null => toVersionOrNull(byLabel.get(promptId, label)),
    /** All versions whose hash starts so, newest first. */
    byHash: (promptId: number, prefix: string): Version[] => byHash.all(promptId, prefix).map(toVersion),
    withText(version: Version): VersionText {
      const row = text.get(Number(version.id));
      if (!row) throw new Error(`the text of version ${version.id} is missing`);
      return { ...version, text: row.text };
    },
    /** What a version says, also where it was deleted; null where there never was one. */
    includingDeleted(promptId: number, number: number): { text: string; settings: ModelSettings } | null {
      const row = selectEvenDeleted.get(promptId, number);
      if (!row) return null;
      const place = { table: "versions", row: `v${number}`, column: "settings" };
      return { text: row.text, settings: readStoredJson(modelSettingsSchema, row.settings, place) };
    },
    insert(version: NewVersion): number {
      const number = next.get(version.promptId)?.number ?? 1;
      insert.run({ ...version, number, settings: JSON.stringify(version.settings) });
      return number;
    },
    /** Of all versions of all prompts, deleted ones included. */
    counts: (): StoredLineCounts[] => counts.all(),
    setCounts: (id: number, { added, removed }: { added: number; removed: number }): void =>
      void setCounts.run({ id, added, removed }),
    remove: (id: number, now: string): void => void remove.run(now, id),
  };
}

function toVersionOrNull(row: VersionRow | undefined): Version | null {
  return row ? toVersion(row) : null;
}

function toVersion(row: VersionRow): Version {
  return {
    id: String(row.id),
    promptId: String(row.prompt_id),
    number: row.number,
    parentNumber: row.parent_number,
    mergedNumber: row.merged_number,
    author: row.author,
    message: row.message,
    createdAt: row.created_at,
    sha256: row.sha256,
    settings: readStoredJson(modelSettingsSchema, row.settings, { table: "versions", row: row.id, column: "settings" }),
    labels: row.labels ? row.labels.split("\n").sort() : [],
    added: row.added,
    removed: row.removed,
  };
}
