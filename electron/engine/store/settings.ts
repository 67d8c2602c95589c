import type { Sql } from "./database.ts";

/** Small project-wide facts by name. */
export function settingsTable(sql: Sql) {
  const read = sql.prepare<[string], { value: string }>("SELECT value FROM settings WHERE name = ?");
  const write = sql.prepare<[string, string]>(
    "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  return {
    get: (name: "name" | "sample"): string | null => read.get(name)?.value ?? null,
    set: (name: "name" | "sample", value: string): void => void write.run(name, value),
  };
}
