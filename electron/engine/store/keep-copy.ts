import Database from "better-sqlite3";
import { renameSync, rmSync } from "node:fs";
import { MARK_TABLE } from "./file-mark.ts";

/**
 * Writes all that a connection sees into a new file that opens by itself: whole under its name, or not at all. SQLite
 * reads one state of the database for it, whatever other connections commit meanwhile.
 */
export function keepCopy(sql: Database.Database, into: string): void {
  const aside = `${into}.part`;
  rmSync(aside, { force: true });
  try {
    sql.prepare("VACUUM INTO ?").run(aside);
    const copy = new Database(aside);
    try {
      // The mark speaks of the file that was copied.
      if (copy.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(MARK_TABLE)) {
        copy.prepare(`UPDATE ${MARK_TABLE} SET mark = ''`).run();
      }
    } finally {
      copy.close();
    }
    renameSync(aside, into);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** A moment in the names of files: "2026-11-30 16.20.05", by the person's own clock. */
export function localStamp(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
}
