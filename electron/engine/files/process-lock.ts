import { randomBytes } from "node:crypto";
import { realpathSync, rmSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { hasErrorCode } from "./atomic-write.ts";

/** `held` by a process that lives, `free` after one that is gone, `missing` where no lock file of this token lies. */
type LockState = "held" | "free" | "missing";

const TOKEN = /^[0-9a-f]{16}$/;

/**
 * Locks beside a project, by which processes see of each other that they live. The operating system takes a lock back
 * when its process ends, however it ends; it needs no process ids, which are reused and start over in each container,
 * and no clock. A lock is SQLite's on an empty file of its own, `NAME.cproof-lock-TOKEN`: SQLite has them on every
 * system, and no other way to them comes with Node.js. The file is made when the lock is first needed.
 *
 * Nothing else may open these files: on POSIX systems, to close any handle of a file takes the process's locks away.
 */
export function createProcessLock(projectFile: string) {
  let own: HeldLock | null = null;
  // SQLite's own files lie beside the file itself as well, whatever link leads there.
  const base = (): string => realpathSync(projectFile);
  const fileOf = (token: string): string => `${base()}-lock-${token}`;

  const stateOf = (token: string): LockState => {
    if (own?.token === token) return "held";
    return TOKEN.test(token) ? stateOfFile(fileOf(token)) : "missing";
  };

  return {
    /** The token of this process's lock, which is held from now until `close`. Throws where it cannot be had. */
    hold(): string {
      if (own) return own.token;
      removeStaleLocks(projectFile);
      let made = lockNew(fileOf);
      // Another process may have swept the file away in the moment before it was locked.
      while (statSync(made.file, { throwIfNoEntry: false }) === undefined) {
        made.sql.close();
        made = lockNew(fileOf);
      }
      own = made;
      return made.token;
    },
    isOwn: (token: string): boolean => own?.token === token,
    stateOf,
    /** Lets go; what of the folder's files was ours is gone. */
    close(): void {
      if (!own) return;
      const { sql, file } = own;
      own = null;
      sql.close();
      rmSync(file, { force: true });
    },
  };
}

interface HeldLock {
  token: string;
  sql: Database.Database;
  file: string;
}

function lockNew(fileOf: (token: string) => string): HeldLock {
  const token = randomBytes(8).toString("hex");
  const file = fileOf(token);
  const sql = new Database(file);
  try {
    // Otherwise the lock would need a journal file beside its own.
    sql.pragma("journal_mode = MEMORY");
    sql.exec("BEGIN EXCLUSIVE");
    return { token, sql, file };
  } catch (error) {
    sql.close();
    rmSync(file, { force: true });
    throw error;
  }
}

function stateOfFile(file: string): LockState {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return "missing";
  let sql: Database.Database | null = null;
  try {
    // A shared lock: others who ask at the same moment are not taken for the owner.
    sql = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
    sql.prepare("SELECT count(*) FROM sqlite_schema").get();
    return "free";
  } catch (error) {
    return hasErrorCode(error, "SQLITE_CANTOPEN") ? "missing" : "held";
  } finally {
    sql?.close();
  }
}

/**
 * Removes what killed processes left beside a project. A token is never used again, so what is free now stays free:
 * no process can take it between the check and the removal.
 */
export function removeStaleLocks(projectFile: string): void {
  try {
    const base = realpathSync(projectFile);
    const folder = path.dirname(base);
    const prefix = `${path.basename(base)}-lock-`;
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(prefix) || !TOKEN.test(name.slice(prefix.length))) continue;
      if (stateOfFile(path.join(folder, name)) === "free") rmSync(path.join(folder, name), { force: true });
    }
  } catch {
    // Tidiness only: the next one who opens the project tries again.
  }
}
