import type { Sql } from "./database.ts";

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
