import type { Sql } from "./database.ts";

/** `cacheFrom`: outputs up to this id are in their runs only, not in the cache any more.
 * `webhookHosts`: a JSON list. `facts`: the FactSettings as JSON. `judge`: the JudgeChoice as JSON; `judgeCacheFrom`: as `cacheFrom`, of judge calls.
 * `lineCounts`: "exact" once all counts of changed lines are. `patience`: seconds. */
type SettingName =
  | "name"
  | "sample"
  | "facts"
  | "cacheFrom"
  | "webhookHosts"
  | "judge"
  | "judgeCacheFrom"
  | "lineCounts"
  | "patience";

/** Small project-wide facts by name. */
export function settingsTable(sql: Sql) {
  const read = sql.prepare<[string], { value: string }>("SELECT value FROM settings WHERE name = ?");
  const write = sql.prepare<[string, string]>(
    "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  return {
    get: (name: SettingName): string | null => read.get(name)?.value ?? null,
    set: (name: SettingName, value: string): void => void write.run(name, value),
  };
}
