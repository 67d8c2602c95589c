import type { Prompt } from "../../../shared/domain/prompt.ts";
import type { Sql } from "./database.ts";

interface PromptRow {
  id: number;
  name: string;
  versions: number;
}

const columns = `p.id, p.name,
  (SELECT count(*) FROM versions v WHERE v.prompt_id = p.id AND v.deleted_at IS NULL) AS versions`;

export function promptsTable(sql: Sql) {
  const list = sql.prepare<[], PromptRow>(`SELECT ${columns} FROM prompts p WHERE p.deleted_at IS NULL ORDER BY p.id`);
  const byName = sql.prepare<[string], PromptRow>(
    `SELECT ${columns} FROM prompts p WHERE p.name = ? AND p.deleted_at IS NULL`,
  );
  const byId = sql.prepare<[number], PromptRow>(
    `SELECT ${columns} FROM prompts p WHERE p.id = ? AND p.deleted_at IS NULL`,
  );
  const names = sql.prepare<[number], { name: string }>("SELECT name FROM prompts WHERE id = ?");
  const insert = sql.prepare<[string, string]>("INSERT INTO prompts (name, created_at) VALUES (?, ?)");
  const rename = sql.prepare<[string, number]>("UPDATE prompts SET name = ? WHERE id = ?");
  const remove = sql.prepare<[string, number]>("UPDATE prompts SET deleted_at = ? WHERE id = ?");

  return {
    list: (): Prompt[] => list.all().map(toPrompt),
    find: (name: string): Prompt | null => optional(byName.get(name)),
    get: (id: number): Prompt | null => optional(byId.get(id)),
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

function optional(row: PromptRow | undefined): Prompt | null {
  return row ? toPrompt(row) : null;
}
