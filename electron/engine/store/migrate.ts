import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorMessageOf } from "../../../shared/errors.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Sql } from "./database.ts";
import { writeStandaloneCopy, localTimestamp } from "./journal-files.ts";
import { migrations } from "./migrations/index.ts";

/** The newest format that this build knows. */
export const latestFormat = migrations.length;

/** The format of an open file. */
export function readFormat(sql: Sql): number {
  return Number(sql.pragma("user_version", { simple: true }));
}

/** Brings a file up to the newest format, one transaction per step. */
export function migrate(sql: Sql): void {
  for (const migration of migrations) {
    if (readFormat(sql) >= migration.number) continue;
    sql
      .transaction(() => {
        // Looked at again inside: another process may have taken this step while we waited for it.
        if (readFormat(sql) >= migration.number) return;
        sql.exec(migration.sql);
        sql.pragma(`user_version = ${migration.number}`);
      })
      .immediate();
  }
}

const MAX_BACKUPS = 3;

/**
 * Writes the file as it is beside itself before it is brought up to a newer format, and keeps the newest few of such
 * backups: "NAME (backup of format 12, 2026-11-30 16.20.05).cproof". Throws a Problem where that fails, so that
 * nothing is migrated without one.
 */
export function backUpBeforeMigration(sql: Sql, file: string): void {
  const stem = `${basename(file).replace(/\.cproof$/i, "")} (backup of format `;
  const folder = dirname(file);
  try {
    writeStandaloneCopy(sql, join(folder, `${stem}${readFormat(sql)}, ${localTimestamp(new Date())}).cproof`));
  } catch (error) {
    throw new Problem(
      "disk-full",
      `${file} is of an older format and was left as it is: no backup could be written beside it, which is done before it is brought up to date (${errorMessageOf(error)}). Free some space or make the folder writable.`,
      { file },
    );
  }
  const byAge = readdirSync(folder)
    .filter((name) => name.startsWith(stem) && name.endsWith(").cproof"))
    .toSorted((a, b) => backupTimeOf(a).localeCompare(backupTimeOf(b)));
  for (const name of byAge.slice(0, -MAX_BACKUPS)) rmSync(join(folder, name), { force: true });
}

/** The part of a backup's name that says when it was made. */
function backupTimeOf(name: string): string {
  return name.slice(name.lastIndexOf(", ") + 2);
}
