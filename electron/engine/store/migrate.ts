import type { Sql } from "./database.ts";
import { migrations } from "./migrations/index.ts";

/** The newest format that this build knows. */
export const latestVersion = migrations.length;

/** The format of an open file. */
export function readVersion(sql: Sql): number {
  return Number(sql.pragma("user_version", { simple: true }));
}

/** Brings a file up to the newest format, one transaction per step. */
export function migrate(sql: Sql): void {
  for (const migration of migrations) {
    if (readVersion(sql) >= migration.number) continue;
    sql
      .transaction(() => {
        // Looked at again inside: another process may have taken this step while we waited for it.
        if (readVersion(sql) >= migration.number) return;
        sql.exec(migration.sql);
        sql.pragma(`user_version = ${migration.number}`);
      })
      .immediate();
  }
}
