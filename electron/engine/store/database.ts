import Database from "better-sqlite3";
import { accessSync, constants, openSync, readSync, closeSync, readFileSync, statSync, type Stats } from "node:fs";
import { basename, dirname } from "node:path";
import { Problem } from "../../../shared/problem.ts";
import { latestVersion, migrate, readVersion } from "./migrate.ts";

export type Sql = Database.Database;

/** "CPRF": marks an SQLite file as a Counterproof project. */
const APPLICATION_ID = 0x43505246;
const QUICK_CHECK_LIMIT_BYTES = 32 * 1024 * 1024;

export interface OpenedDatabase {
  sql: Sql;
  readOnly: boolean;
}

/** A new project in memory, of the newest format: its bytes become a file once it is complete (`store.bytes`). */
export function newDatabase(): OpenedDatabase {
  const sql = new Database(":memory:");
  sql.pragma(`application_id = ${APPLICATION_ID}`);
  sql.pragma("foreign_keys = ON");
  migrate(sql);
  return { sql, readOnly: false };
}

/** Opens an existing project file; one that cannot be written opens read-only. */
export function openDatabase(file: string): OpenedDatabase {
  const stat = statOf(file);
  if (!stat) {
    throw new Problem(
      "not-found",
      `There is no project file at ${file}. Make one with "counterproof init --project FILE".`,
      { file },
    );
  }
  inspect(file, stat);
  const readOnly = !isWritable(file, stat);
  try {
    const sql = readOnly ? openReadOnly(file) : new Database(file, { fileMustExist: true });
    try {
      verify(sql, file, stat);
      if (!readOnly) {
        configure(sql);
        migrate(sql);
      } else if (readVersion(sql) < latestVersion) {
        throw new Problem(
          "read-only",
          `${file} is of an older format and read-only, so it cannot be brought up to date. Make it writable or open a copy.`,
          { file },
        );
      }
      return { sql, readOnly };
    } catch (error) {
      sql.close();
      throw error;
    }
  } catch (error) {
    throw asProblem(error, file);
  }
}

function configure(sql: Sql): void {
  sql.pragma("journal_mode = WAL");
  sql.pragma("synchronous = NORMAL");
  sql.pragma("foreign_keys = ON");
  sql.pragma("busy_timeout = 5000");
  // Pages in KiB: the system caches the file anyway, and 16 MB of its own would only count twice.
  sql.pragma("cache_size = -2000");
}

/** Looks at the header alone, so that a file that is no project is told apart before anything touches it. */
function inspect(file: string, stat: Stats): void {
  if (!stat.isFile())
    throw new Problem("not-a-project", `${file} is not a file. Name a .cproof project file.`, { file });
  const header = Buffer.alloc(100);
  const handle = openForReading(file);
  try {
    const length = readSync(handle, header, 0, 100, 0);
    if (length < 100 || header.toString("latin1", 0, 16) !== "SQLite format 3\0") {
      throw new Problem(
        "not-a-project",
        `${file} is not a Counterproof project: it is no SQLite database. It was left as it is.`,
        { file },
      );
    }
  } finally {
    closeSync(handle);
  }
  // Refused from the header already: opening a foreign database could write its journal back into it.
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw foreign(file);
  refuseNewer(file, header.readUInt32BE(60));
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const pages = header.readUInt32BE(28);
  // While a WAL is there, a checkpoint may be half done and the file shorter than its header says.
  if (pages * pageSize > stat.size && !hasWal(file)) {
    throw new Problem(
      "damaged-project",
      `${file} is cut off: it should hold ${pages * pageSize} bytes and holds ${stat.size}. Restore it from a copy; it was left as it is.`,
      { file },
    );
  }
}

function verify(sql: Sql, file: string, stat: Stats): void {
  if (sql.pragma("application_id", { simple: true }) !== APPLICATION_ID) throw foreign(file);
  refuseNewer(file, readVersion(sql));
  if (stat.size <= QUICK_CHECK_LIMIT_BYTES && sql.pragma("quick_check(1)", { simple: true }) !== "ok") {
    throw new Problem("damaged-project", `${file} is damaged. Restore it from a copy; it was left as it is.`, { file });
  }
}

function foreign(file: string): Problem {
  return new Problem(
    "not-a-project",
    `${file} is an SQLite database, but not a Counterproof project. It was left as it is.`,
    { file },
  );
}

function refuseNewer(file: string, found: number): void {
  if (found <= latestVersion) return;
  throw new Problem(
    "newer-project",
    `${file} was written by a newer Counterproof (format ${found}; this one knows up to ${latestVersion}). Update Counterproof to open it; the file was left as it is.`,
    { file, found, latest: latestVersion },
  );
}

function hasWal(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function openReadOnly(file: string): Sql {
  try {
    const sql = new Database(file, { readonly: true, fileMustExist: true });
    sql.pragma("schema_version");
    return sql;
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== "SQLITE_CANTOPEN") throw error;
    // A WAL file in a folder that cannot be written has no room for its index: read a copy in memory instead.
    const bytes = readFileSync(file);
    bytes[18] = 1;
    bytes[19] = 1;
    return new Database(bytes, { readonly: true });
  }
}

/** Mode bits count even for root, who could write anyway: a file marked read-only is meant to stay as it is. */
function isWritable(file: string, stat: Stats): boolean {
  if ((stat.mode & 0o222) === 0) return false;
  try {
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw asProblem(error, file);
  }
}

function openForReading(file: string): number {
  try {
    return openSync(file, "r");
  } catch (error) {
    throw asProblem(error, file);
  }
}

/** Turns what SQLite and the file system say into words for a person. */
export function asProblem(error: unknown, file: string): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const name = basename(file);
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") {
    return new Problem(
      "damaged-project",
      `${name} is damaged or no project file. Restore it from a copy; it was left as it is.`,
      { file },
    );
  }
  if (code.startsWith("SQLITE_READONLY")) {
    return new Problem("read-only", `${name} is read-only: nothing was changed. Make it writable or work on a copy.`, {
      file,
    });
  }
  if (code === "SQLITE_FULL" || code === "ENOSPC") {
    return new Problem(
      "disk-full",
      `The disk is full: the last change to ${name} was not saved. Free some space and try again.`,
      { file },
    );
  }
  if (code.startsWith("SQLITE_BUSY") || code === "SQLITE_LOCKED") {
    return new Problem("busy", `${name} is being written by another process. Try again in a moment.`, { file });
  }
  if (code.startsWith("SQLITE_IOERR")) {
    return new Problem(
      "disk-full",
      `${name} could not be written (${error.message}). Look after the disk and try again.`,
      { file },
    );
  }
  if (code === "SQLITE_CANTOPEN" || /^E[A-Z]+$/.test(code) || /directory does not exist/.test(error.message)) {
    return new Problem("unreadable-file", `${file} could not be opened: ${error.message}.`, { file });
  }
  return error;
}
