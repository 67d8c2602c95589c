import Database from "better-sqlite3";
import { accessSync, constants, readFileSync, readSync, statSync, type Stats } from "node:fs";
import { basename, dirname } from "node:path";
import { Problem } from "../../../shared/problem.ts";
import {
  fileChecksum,
  formatFileMark,
  FILE_MARK_TABLE,
  newCommitToken,
  emptyFileMark,
  parseFileMark,
  type FileMark,
} from "./file-mark.ts";
import { openJournal, type Journal } from "./journal.ts";
import {
  canonicalPath,
  claimJournal,
  openSharedFile,
  journalPath,
  journalState,
  readJournal,
  releaseJournal,
  fileSize,
  type FileHandle,
} from "./journal-files.ts";
import { backUpBeforeMigration, latestFormat, migrate, readFormat } from "./migrate.ts";
import { damagedColumnProblem, findDamagedJson } from "./stored-json.ts";
import { pageSizeOf, type Wal } from "./sqlite-pages.ts";

export type Sql = Database.Database;

/** "CPRF": marks an SQLite file as a Counterproof project. */
const APPLICATION_ID = 0x43505246;
const QUICK_CHECK_LIMIT_BYTES = 32 * 1024 * 1024;

export interface OpenedDatabase {
  sql: Sql;
  readOnly: boolean;
  /** Read only for want of space on the disk, which may be there later. */
  diskFull?: boolean;
  /** What keeps the file whole while it is written; null where it is only read. */
  journal: Journal | null;
  /** What a person should know about the file, such as a journal that was set aside. */
  notices: string[];
  /** Lets the file go; returns what a person should know of what became of it. */
  close(): string[];
}

/**
 * A new project of the newest format. In memory, its bytes become a file once it is complete (`store.bytes`); `at` names
 * a file of the caller's own instead, which must not exist.
 */
export function newDatabase(at = ":memory:"): OpenedDatabase {
  const sql = new Database(at);
  sql.pragma(`application_id = ${APPLICATION_ID}`);
  sql.pragma("foreign_keys = ON");
  migrate(sql);
  // Told apart from every other new project from the start.
  sql
    .prepare(`UPDATE ${FILE_MARK_TABLE} SET mark = ?`)
    .run(formatFileMark({ ...emptyFileMark, token: newCommitToken() }));
  const close = (): string[] => {
    sql.close();
    return [];
  };
  const write = <T>(work: () => T): T => sql.transaction(work).immediate();
  return { sql, readOnly: false, journal: { write, othersCommitted: () => false, close }, notices: [], close };
}

/**
 * Opens an existing project file; one that cannot be written, or whose disk is too full for a journal, opens read-only.
 * Nothing but the file's own journal is applied, and a copy that lacks what was written is refused as damaged.
 */
export function openDatabase(named: string): OpenedDatabase {
  const stat = statOf(named);
  if (!stat) {
    throw new Problem(
      "not-found",
      `There is no project file at ${named}. Make one with "counterproof init --project FILE".`,
      { file: named },
    );
  }
  if (!stat.isFile()) {
    throw new Problem("not-a-project", `${named} is not a file. Name a .cproof project file.`, { file: named });
  }
  const handle = openForReading(named);
  try {
    checkHeader(named, handle.fd, stat);
    const file = canonicalPath(named, handle);
    if (!isWritable(file, stat)) return openToRead(file, stat, handle, []);
    const notices = claimJournal(file, handle);
    const hadJournal = readJournal(journalPath(file)) !== null;
    let sql: Sql | null = null;
    try {
      sql = new Database(file, { fileMustExist: true });
      sql.pragma("schema_version");
    } catch (error) {
      sql?.close();
      if (!isShortOfSpace(error)) throw error;
      return { ...openToRead(file, stat, handle, notices), diskFull: true };
    }
    try {
      checkIntegrity(sql, file, { stat, handle, hadJournal });
      configure(sql);
      if (readFormat(sql) < latestFormat) {
        backUpBeforeMigration(sql, file);
        migrate(sql);
      }
      const journal = openJournal(sql, file, handle);
      return { sql, readOnly: false, journal, notices, close: () => journal.close() };
    } catch (error) {
      sql.close();
      releaseJournal(file, handle.home);
      throw error;
    }
  } catch (error) {
    handle.release();
    throw toStoreProblem(error, named);
  }
}

/** Reads without writing anything: through SQLite's locks where the disk has space for them, else from a copy in memory. */
function openToRead(file: string, stat: Stats, handle: FileHandle, notices: string[]): OpenedDatabase {
  const state = journalState(file, handle);
  const wal = state === "own" ? readJournal(journalPath(file)) : null;
  const sql = openReadOnly(file, state === "foreign" ? "copy" : "file", wal);
  try {
    checkIntegrity(sql, file, { stat, handle, hadJournal: wal !== null });
    if (readFormat(sql) < latestFormat) {
      throw new Problem(
        "read-only",
        `${file} is of an older format and read-only, so it cannot be brought up to date. Make it writable or open a copy.`,
        { file },
      );
    }
  } catch (error) {
    sql.close();
    throw error;
  }
  const close = (): string[] => {
    sql.close();
    handle.release();
    return [];
  };
  return { sql, readOnly: true, journal: null, notices, close };
}

/** A disk without space for the journal's index: a healthy project can be read all the same. */
function isShortOfSpace(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError && /^SQLITE_(?:FULL|CANTOPEN|IOERR_SHM\w*|IOERR_WRITE)$/.test(error.code)
  );
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
function checkHeader(file: string, handle: number, stat: Stats): void {
  const header = Buffer.alloc(100);
  const length = readSync(handle, header, 0, 100, 0);
  if (length < 100 || header.toString("latin1", 0, 16) !== "SQLite format 3\0") {
    throw new Problem(
      "not-a-project",
      `${file} is not a Counterproof project: it is no SQLite database. It was left as it is.`,
      { file },
    );
  }
  // Refused from the header already: opening a foreign database could write its journal back into it.
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw notAProject(file);
  refuseNewer(file, header.readUInt32BE(60));
  const pageSize = pageSizeOf(header);
  const pages = header.readUInt32BE(28);
  // While a WAL is there, a checkpoint may be half done and the file shorter than its header says.
  if (pages * pageSize > stat.size && fileSize(journalPath(file)) === 0) {
    throw damagedProject(file, `it is cut off: it should hold ${pages * pageSize} bytes and holds ${stat.size}`);
  }
}

interface FoundFile {
  stat: Stats;
  handle: FileHandle;
  /** Whether the file's own journal was next to it before SQLite opened both. */
  hadJournal: boolean;
}

/** Refuses a file that is damaged, or that is a copy which is not whole. Throws a Problem. */
function checkIntegrity(sql: Sql, file: string, { stat, handle, hadJournal }: FoundFile): void {
  if (sql.pragma("application_id", { simple: true }) !== APPLICATION_ID) throw notAProject(file);
  refuseNewer(file, readFormat(sql));
  const hasMark = sql.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(FILE_MARK_TABLE);
  const mark = hasMark === undefined ? emptyFileMark : readCurrentMark(sql);
  const atHome = mark.home === handle.home;
  if (mark.state === "open" && !hadJournal && readJournal(journalPath(file)) === null) {
    // Killed between the last page of one journal and the first of the next, a file lies where it was written.
    const left = atHome && statSync(journalPath(file), { throwIfNoEntry: false }) !== undefined;
    if (left && isIntact(sql)) return;
    throw damagedProject(
      file,
      "it was copied while it was being written, or without the journal beside it, and lacks what was written last. Copy it again while nothing writes, or open the file that it was copied from",
    );
  }
  if (mark.state === "saved" && mark.checksum !== null && !hadJournal) {
    if (holdsSavedContent(sql, handle, mark)) return;
    // A file that is where it was written was changed by another program; a copy was taken while it was written.
    const intact = isIntact(sql);
    if (atHome && intact) return;
    const place = intact ? findDamagedJson(sql) : null;
    if (place) throw damagedColumnProblem(place, "is no JSON");
    throw damagedProject(
      file,
      "it does not hold what was saved last: it was copied while it was being written, or changed by something else",
    );
  }
  // Both were copied one after the other: all of it is looked at.
  if (hadJournal && mark.home !== "" && !atHome) {
    if (isIntact(sql)) return;
    throw damagedProject(file, "it and its journal do not fit together");
  }
  if (stat.size <= QUICK_CHECK_LIMIT_BYTES && sql.pragma("quick_check(1)", { simple: true }) !== "ok") {
    throw damagedProject(file, "its pages do not fit together");
  }
}

function isIntact(sql: Sql): boolean {
  return sql.pragma("integrity_check(1)", { simple: true }) === "ok";
}

/** Whether the file holds what its mark says, asked again with writers kept out where it does not. */
function holdsSavedContent(sql: Sql, handle: FileHandle, found: FileMark): boolean {
  const page = Number(sql.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(FILE_MARK_TABLE));
  const size = Number(sql.pragma("page_size", { simple: true }));
  if (fileChecksum(handle.fd, page, size) === found.checksum) return true;
  if (sql.readonly) {
    const now = readCurrentMark(sql);
    return now.token !== found.token || fileChecksum(handle.fd, page, size) === now.checksum;
  }
  return sql
    .transaction(() => {
      const now = readCurrentMark(sql);
      return now.state === "open" || fileChecksum(handle.fd, page, size) === now.checksum;
    })
    .immediate();
}

function readCurrentMark(sql: Sql): FileMark {
  const text: unknown = sql.prepare(`SELECT mark FROM ${FILE_MARK_TABLE}`).pluck().get();
  return (typeof text === "string" ? parseFileMark(text) : null) ?? emptyFileMark;
}

function damagedProject(file: string, why: string): Problem {
  return new Problem(
    "damaged-project",
    `${file} is damaged: ${why}. It was left as it is; "counterproof recover ${basename(file)} --into NEW" takes what is whole into a new file.`,
    { file },
  );
}

function notAProject(file: string): Problem {
  return new Problem(
    "not-a-project",
    `${file} is an SQLite database, but not a Counterproof project. It was left as it is.`,
    { file },
  );
}

function refuseNewer(file: string, found: number): void {
  if (found <= latestFormat) return;
  throw new Problem(
    "newer-project",
    `${file} was written by a newer Counterproof (format ${found}; this one knows up to ${latestFormat}). Update Counterproof to open it; the file was left as it is.`,
    { file, found, latest: latestFormat },
  );
}

function openReadOnly(file: string, how: "file" | "copy", wal: Wal | null): Sql {
  if (how === "file") {
    try {
      const sql = new Database(file, { readonly: true, fileMustExist: true });
      sql.pragma("schema_version");
      return sql;
    } catch (error) {
      if (!isShortOfSpace(error)) throw error;
    }
  }
  // A journal in a folder that cannot be written has no space for its index: read a copy in memory instead.
  const main = readFileSync(file);
  const bytes = wal ? Buffer.alloc(wal.pages * wal.pageSize) : main;
  if (wal) {
    main.copy(bytes);
    for (const frame of wal.frames) frame.bytes.copy(bytes, (frame.page - 1) * wal.pageSize);
  }
  bytes[18] = 1;
  bytes[19] = 1;
  return new Database(bytes, { readonly: true });
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
    throw toStoreProblem(error, file);
  }
}

function openForReading(file: string): FileHandle {
  try {
    return openSharedFile(file);
  } catch (error) {
    throw toStoreProblem(error, file);
  }
}

/** Turns what SQLite and the file system say into words for a person. */
export function toStoreProblem(error: unknown, file: string): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const name = basename(file);
  if (code === "SQLITE_ERROR" && error.message.includes("malformed JSON")) {
    return damagedColumnProblem({ table: "texts", row: "of a conversation", column: "text" }, "is no JSON");
  }
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") {
    return damagedProject(file, "its pages do not fit together");
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
