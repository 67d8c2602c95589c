import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeAllBytes } from "../files/atomic-write.ts";
import { journalBelongsTo, readFileMark, type FileMark, FILE_MARK_TABLE } from "./file-mark.ts";
import { readWal, type Wal } from "./sqlite-pages.ts";
import Database from "better-sqlite3";

/**
 * What lies beside a project file while it is open: SQLite's journal (-wal) with its index (-shm), and -owner, which
 * says by device and inode whose they are. SQLite finds a journal by its name alone and would write one that a
 * replaced file left into whatever has the name now.
 */
export const journalPath = (file: string): string => `${file}-wal`;
export const journalIndexPath = (file: string): string => `${file}-shm`;
const journalOwnerPath = (file: string): string => `${file}-owner`;

/** Tries before a journal counts as another file's: a process that is writing changes both in between. */
const OWNERSHIP_TRIES = 12;
const PAUSE_MS = 30;
/** How long the process that has a moved file open may take to write its journal into it. */
const MOVED_JOURNAL_TRIES = 30;

export interface FileHandle {
  fd: number;
  /** Device and inode, as the mark has them. */
  home: string;
  release(): void;
}

interface OpenFile {
  fd: number;
  uses: number;
}
const openFiles = new Map<string, OpenFile>();

/**
 * Opens a project file for reading its bytes. One descriptor serves the whole process and stays open while any store
 * has the file: closing one would give up the locks that SQLite holds on the same file (POSIX advisory locks).
 */
export function openSharedFile(file: string): FileHandle {
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const { dev, ino } = fstatSync(fd, { bigint: true });
  const home = `${dev}:${ino}`;
  let entry = openFiles.get(home);
  if (!entry) openFiles.set(home, (entry = { fd, uses: 0 }));
  const shared = entry;
  shared.uses += 1;
  // A second descriptor of the same file is closed with the first one, for the same reason.
  const spare = shared.fd === fd ? null : fd;
  let released = false;
  return {
    fd: shared.fd,
    home,
    release() {
      if (released) return;
      released = true;
      shared.uses -= 1;
      if (spare !== null) spares.push([home, spare]);
      if (shared.uses > 0) return;
      openFiles.delete(home);
      closeSync(shared.fd);
      spares = spares.filter(([of, one]) => of !== home || (closeSync(one), false));
    },
  };
}
let spares: [string, number][] = [];

/** The mark of whatever file has this name now. */
export function fileMarkAt(file: string): FileMark | null {
  const handle = openSharedFile(file);
  try {
    return readFileMark(handle.fd);
  } finally {
    handle.release();
  }
}

/** The committed part of a journal; null where there is none. */
export function readJournal(path: string): Wal | null {
  if (fileSize(path) === 0) return null;
  const fd = openSync(path, "r");
  try {
    return readWal(fd);
  } finally {
    closeSync(fd);
  }
}

export function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Device and inode of what has this name now; null where nothing has. */
export function fileIdentityAt(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.dev}:${stat.ino}` : null;
}

/** A name beside the file for what is kept of it: "NAME (kept 2026-11-30 16.20.05).cproof". */
export function keptFilePath(file: string, ending = ".cproof"): string {
  const stem = `${basename(file).replace(/\.cproof$/i, "")} (kept ${localTimestamp(new Date())}`;
  for (let count = 1; ; count += 1) {
    const path = join(dirname(file), `${stem}${count === 1 ? "" : `, ${count}`})${ending}`);
    if (!existsSync(path)) return path;
  }
}

/**
 * The one name that all openings of a file use: symbolic links are followed, and a hard link gives way to the name
 * that the file was last written under, since each name would have a journal of its own.
 */
export function canonicalPath(file: string, handle: FileHandle): string {
  const real = realpathSync(file);
  if (fstatSync(handle.fd).nlink === 1) return real;
  const path = readFileMark(handle.fd)?.path ?? null;
  return path !== null && fileIdentityAt(path) === handle.home ? path : real;
}

/** Whether a journal that SQLite would apply lies beside the file, and whether it belongs to it. */
type JournalState = "none" | "own" | "foreign";

export function journalState(file: string, handle: FileHandle): JournalState {
  for (let tries = 0; ; tries += 1) {
    const main = readFileMark(handle.fd);
    const wal = readJournal(journalPath(file));
    if (!wal) return "none";
    if (journalBelongsTo(main, wal, handle.home)) return "own";
    if (tries === OWNERSHIP_TRIES) return "foreign";
    pauseBriefly();
  }
}

/**
 * Makes sure that what lies beside the file is the file's own before SQLite opens it. Returns what a person should
 * know, such as where a foreign journal is kept now.
 */
export function claimJournal(file: string, handle: FileHandle): string[] {
  const owner = readOwner(file);
  const otherOwner = owner !== null && owner !== handle.home;
  const notices: string[] = [];
  const state = journalState(file, handle);
  // A process that still has the former file open keeps its own journal; this file gets one of its own.
  if (state === "foreign" || otherOwner) notices.push(...setAsideJournal(file));
  if (owner !== handle.home) writeOwner(file, handle.home);
  const main = readFileMark(handle.fd);
  if (main?.state === "open" && (state !== "own" || otherOwner)) fetchMovedJournal(file, handle, main);
  return notices;
}

/** Takes the journal that a former file left away from this name, keeping what it holds. */
function setAsideJournal(file: string): string[] {
  const notices: string[] = [];
  if (readJournal(journalPath(file))) {
    const kept = keptFilePath(file, ".cproof-wal");
    renameSync(journalPath(file), kept);
    notices.push(
      `${basename(file)} is not the file that the journal beside it was written for. The journal was not applied; what it holds is kept in ${kept}.`,
    );
  }
  for (const path of [journalPath(file), journalIndexPath(file)]) rmSync(path, { force: true });
  return notices;
}

/** A file that was moved or copied without its journal: the journal still lies where the file was written. */
function fetchMovedJournal(file: string, handle: FileHandle, main: FileMark): void {
  if (main.path === null || fileSize(journalPath(file)) > 0) return;
  const moved = main.home === handle.home && main.path !== file;
  for (let tries = 0; moved && tries < MOVED_JOURNAL_TRIES; tries += 1) {
    if (!existsSync(journalPath(main.path))) break;
    if (readFileMark(handle.fd)?.state === "saved") return;
    pauseBriefly();
  }
  const journal = tiedJournal(journalsNear(main.path), handle);
  if (journal === null) return;
  replaceByCopy(journal, journalPath(file));
  if (moved && fileIdentityAt(main.path) === null) rmSync(journal, { force: true });
}

/**
 * The journal that holds what was written into a file last, for reading alone: its own, or one that was set aside beside
 * it or where it was written. Null where there is none, or none that belongs to it.
 */
export function findJournal(file: string, handle: FileHandle): string | null {
  if (journalState(file, handle) === "own") return journalPath(file);
  const main = readFileMark(handle.fd);
  if (main?.state !== "open") return null;
  const places = main.path === null || main.path === file ? [file] : [file, main.path];
  return tiedJournal(places.flatMap(journalsNear), handle);
}

function tiedJournal(journals: readonly string[], handle: FileHandle): string | null {
  const tied = journals.find((journal) => {
    const wal = readJournal(journal);
    return wal !== null && journalBelongsTo(readFileMark(handle.fd), wal, "");
  });
  return tied ?? null;
}

/** The journal of a file, and those that were set aside beside it. */
function journalsNear(file: string): string[] {
  const stem = `${basename(file).replace(/\.cproof$/i, "")} (kept `;
  const folder = dirname(file);
  const kept = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith(stem) && name.endsWith(".cproof-wal"))
    : [];
  return [journalPath(file), ...kept.map((name) => join(folder, name))];
}

/** Puts a copy in place of a journal, so that no process that has the former one open writes into it. */
function replaceByCopy(from: string, to: string): void {
  const aside = `${to}.new`;
  copyFileSync(from, aside);
  renameSync(aside, to);
}

/** Takes the owner's file away once nobody has the project open. */
export function releaseJournal(file: string, home: string): void {
  if (readOwner(file) === home && !existsSync(journalPath(file))) rmSync(journalOwnerPath(file), { force: true });
}

function readOwner(file: string): string | null {
  try {
    return readFileSync(journalOwnerPath(file), "utf8").trim() || null;
  } catch {
    return null;
  }
}

function writeOwner(file: string, home: string): void {
  try {
    writeFileSync(journalOwnerPath(file), `${home}\n`);
  } catch {
    // On a full disk the marks alone have to do.
  }
}

export function pauseBriefly(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

/**
 * Writes all that a connection sees into a new file that opens by itself: whole under its name, or not at all. SQLite
 * reads one state of the database for it, whatever other connections commit meanwhile.
 */
export function writeStandaloneCopy(sql: Database.Database, into: string): void {
  const aside = `${into}.part`;
  rmSync(aside, { force: true });
  try {
    sql.prepare("VACUUM INTO ?").run(aside);
    const copy = new Database(aside);
    try {
      // The mark speaks of the file that was copied.
      if (copy.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(FILE_MARK_TABLE)) {
        copy.prepare(`UPDATE ${FILE_MARK_TABLE} SET mark = ''`).run();
      }
    } finally {
      copy.close();
    }
    renameSync(aside, into);
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Keeps a saved file that has no name any more, read through its handle, beside the name that it had. Returns where; null
 * where nothing is lost without it: the file in its place holds the same.
 */
export function keepUnnamedFile(fd: number, file: string): string | null {
  const mark = readFileMark(fd);
  if (mark?.state !== "saved" || fileMarkAt(file)?.token === mark.token) return null;
  const kept = keptFilePath(file);
  const aside = `${kept}.part`;
  const part = Buffer.alloc(1024 * 1024);
  const into = openSync(aside, "w");
  try {
    try {
      for (let at = 0, length = -1; length !== 0; at += length) {
        length = readSync(fd, part, 0, part.length, at);
        writeAllBytes(into, part.subarray(0, length));
      }
      fsyncSync(into);
    } finally {
      closeSync(into);
    }
    renameSync(aside, kept);
    return kept;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** A moment in the names of files: "2026-11-30 16.20.05", by the person's own clock. */
export function localTimestamp(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
}
