import { copyFileSync, fdatasyncSync, fstatSync, linkSync, rmSync, statSync, truncateSync } from "node:fs";
import { basename } from "node:path";
import type Database from "better-sqlite3";
import { Problem } from "../../../shared/problem.ts";
import {
  fileChecksumSlices,
  formatFileMark,
  journalBelongsTo,
  FILE_MARK_TABLE,
  newCommitToken,
  emptyFileMark,
  parseFileMark,
  readFileMark,
  readFileMarkPage,
  type FileMark,
} from "./file-mark.ts";
import {
  fileIdentityAt,
  journalIndexPath,
  journalPath,
  keptFilePath,
  fileMarkAt,
  keepUnnamedFile,
  pauseBriefly,
  readJournal,
  releaseJournal,
  fileSize,
  type FileHandle,
  writeStandaloneCopy,
} from "./journal-files.ts";
import { pageReader, type ReadPage } from "./sqlite-pages.ts";

const TICK_MS = 250;
/** While something writes all the time, the journal is written into the file this often. */
const CHECKPOINT_EVERY_MS = 1_000;
const BUSY_MS = 5_000;
const RECHECKS = 10;

type Sql = Database.Database;
/** What became of the name that the file was opened by. */
type FileLocation = "here" | "moved" | "deleted" | "replaced" | "overwritten";

export interface Journal {
  /** Commits what `work` writes, and the mark that ties the journal to the file. Throws a Problem where the file is gone. */
  write<T>(work: () => T): T;
  /** Whether another process committed more than that the file is saved, since this was asked last. */
  othersCommitted(): boolean;
  /** Writes the journal into the file, unless another process is at work on it. Returns what a person should know. */
  close(): string[];
}

const openJournals = new Set<Journal>();
// A process that ends without closing would have SQLite write the journal without the mark that says so.
process.on("exit", () => openJournals.forEach((journal) => journal.close()));

/**
 * Keeps a project file whole. While somebody writes, the file says so itself (its mark is open) and the journal beside it
 * holds what was written; within a second of the last write the journal is empty and the file is marked as saved,
 * with a checksum that tells a copy taken in between.
 */
export function openJournal(sql: Sql, file: string, handle: FileHandle): Journal {
  const { fd, home } = handle;
  const readPage: ReadPage = pageReader(fd);
  const pageSize = Number(sql.pragma("page_size", { simple: true }));
  const markPage = Number(
    sql.prepare("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?").pluck().get(FILE_MARK_TABLE),
  );
  const selectMark = sql.prepare<[], string>(`SELECT mark FROM ${FILE_MARK_TABLE}`).pluck();
  const updateMark = sql.prepare<[string]>(`UPDATE ${FILE_MARK_TABLE} SET mark = ?`);
  const totalChanges = sql.prepare<[], number>("SELECT total_changes()").pluck();
  const own = [journalPath(file), journalIndexPath(file)].map((path) => ({ path, home: fileIdentityAt(path) }));
  let closed = false;
  let seenToken = "";
  let checkpointedAt = Date.now();
  let saveSteps: Generator<void, boolean> | null = null;
  /** Where what was acknowledged is kept, once the file was found replaced. */
  let keptPath: string | null = null;

  const currentMark = (): FileMark => parseFileMark(selectMark.get() ?? "") ?? emptyFileMark;
  /** The newest mark that is known here to follow nothing of another process's. */
  let knownToken = currentMark().token;
  let othersHaveCommitted = false;
  const isKnown = ({ state, token, previous }: FileMark): boolean =>
    token === knownToken || (state === "saved" && previous === knownToken);
  const writeMark = (mark: FileMark): void => {
    if (!isKnown(currentMark())) othersHaveCommitted = true;
    updateMark.run(formatFileMark(mark));
    knownToken = mark.token;
  };
  const checkpoint = (mode: "PASSIVE" | "FULL" | "TRUNCATE"): boolean => {
    const [result] = checkpointRows(sql.pragma(`wal_checkpoint(${mode})`));
    checkpointedAt = Date.now();
    return result !== undefined && result.busy === 0 && result.log === result.checkpointed;
  };
  /** For the commit that marks the file as saved: what it is about is on the disk already. */
  const unsynced = <T>(work: () => T): T => {
    sql.pragma("synchronous = OFF");
    try {
      return work();
    } finally {
      sql.pragma("synchronous = NORMAL");
    }
  };

  const locateByName = (): Exclude<FileLocation, "overwritten"> => {
    const now = fileIdentityAt(file);
    if (process.platform === "win32" ? now !== null : now === home) return "here";
    if (fstatSync(fd).nlink > 0) return "moved";
    return now === null ? "deleted" : "replaced";
  };

  const locateFile = (): FileLocation => {
    const where = locateByName();
    return where === "here" && isOverwritten() ? "overwritten" : where;
  };

  /** Stays so: what this connection has in memory fits no file any more. */
  let overwritten = false;
  /** The furthest that the main file was seen to be since it was opened for writing: it never goes back. */
  let seen = { base: "", count: 0 };

  /** Whether other content was written into the file, as by `cp`. Asked again, as other processes commit in between. */
  const isOverwritten = (): boolean => {
    for (let tries = 0; !overwritten; tries += 1) {
      const found = readFileMarkPage(readPage, markPage) ?? emptyFileMark;
      const mark = currentMark();
      const sameBase = found.state === "open" && found.base === mark.base;
      if (sameBase && (found.base !== seen.base || found.count >= seen.count)) {
        seen = { base: found.base, count: found.count };
        return false;
      }
      // Before its first seen commit, the file may be as it was last saved: a reader kept the journal from it.
      const back = (sameBase || found.token === mark.base) && mark.base === seen.base && mark.base !== "";
      if (!back) {
        if (found.token === mark.token || found.token === mark.previous) return false;
        const wal = readJournal(journalPath(file));
        if (wal && journalBelongsTo(readFileMark(fd), wal, home)) return false;
      }
      overwritten = tries === RECHECKS;
      pauseBriefly();
    }
    return true;
  };

  /** Brings what was acknowledged to where it can be found, and says where. */
  const rescueWrites = (where: Exclude<FileLocation, "here">): string => {
    if (where === "moved" && currentMark().state === "open") saveNow();
    if (where === "replaced" && keptPath === null && !isSameContent()) {
      keptPath = keptFilePath(file);
      writeStandaloneCopy(sql, keptPath);
      // The file has no name any more; its journal still has one, and nothing must be left in it.
      saveNow();
    }
    if (
      where === "overwritten" &&
      keptPath === null &&
      fileSize(journalPath(file)) > 0 &&
      currentMark().state === "open"
    ) {
      keptPath = keptFilePath(file, ".cproof-wal");
      copyFileSync(journalPath(file), keptPath);
      // What is open in memory must never be written into the other content.
      truncateSync(journalPath(file), 0);
    }
    return keptPath === null ? "" : ` What it held is kept in ${keptPath}.`;
  };

  /** A file put in place of the open one that is a copy of it as it stands leaves nothing to keep. */
  const isSameContent = (): boolean => {
    const mark = currentMark();
    const fresh = fileMarkAt(file);
    return mark.state === "saved" && fresh?.state === "saved" && fresh.token === mark.token;
  };

  const refuseIfFileGone = (): void => {
    const where = locateFile();
    const name = basename(file);
    if (where !== "here") {
      const more = rescueWrites(where);
      throw new Problem(
        "not-found",
        `${name} was moved, deleted or replaced while it was open: the last change was not saved.${more} ` +
          `Put it back at ${file}, or open it where it is now.`,
        { file, keptPath },
      );
    }
    if ((statSync(file).mode & 0o222) === 0) {
      throw new Problem(
        "read-only",
        `${name} has been made read-only: the last change was not saved. Make it writable again or work on a copy.`,
        { file },
      );
    }
  };

  /** Says in the file itself that its journal belongs to it from now on, before anything goes into the journal. */
  const openForWriting = (): void => {
    sql
      .transaction(() => {
        const mark = currentMark();
        if (mark.state === "open") return;
        const token = newCommitToken();
        const { token: previous } = mark;
        writeMark({ state: "open", token, previous, base: previous, count: 1, home, path: file, checksum: null });
      })
      .immediate();
    checkpoint("FULL");
  };

  /** Writes the journal into the file and marks it as saved; yields in between, and stops when another process commits. */
  function* saveInSteps(): Generator<void, boolean> {
    const before = currentMark();
    const version = sql.pragma("data_version", { simple: true });
    if (!checkpoint("FULL")) return false;
    const slices = fileChecksumSlices(fd, markPage, pageSize);
    let step = slices.next();
    for (; !step.done; step = slices.next()) {
      yield;
      if (currentMark().token !== before.token) return false;
    }
    const checksum = step.value;
    if (isOverwritten()) return false;
    const unchanged = before.state === "saved" && before.checksum === checksum && before.home === home;
    return unsynced(() => {
      const done =
        unchanged ||
        sql
          .transaction(() => {
            const mark = currentMark();
            if (mark.token !== before.token || sql.pragma("data_version", { simple: true }) !== version) return false;
            const token = newCommitToken();
            writeMark({
              ...mark,
              state: "saved",
              token,
              previous: mark.token,
              count: mark.count + 1,
              home,
              path: file,
              checksum,
            });
            return true;
          })
          .immediate();
      if (!done || !checkpoint("TRUNCATE")) return false;
      flushToDisk(fd);
      return true;
    });
  }

  const saveNow = (): boolean => {
    saveSteps = null;
    const steps = saveInSteps();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };

  const withoutWaiting = (work: () => void): void => {
    sql.pragma("busy_timeout = 0");
    try {
      work();
    } catch {
      // Nobody waits for this: a busy or full disk is told by the next write, and the next tick tries again.
      saveSteps = null;
    } finally {
      sql.pragma(`busy_timeout = ${BUSY_MS}`);
    }
  };

  const continueSaving = (): void => {
    if (closed || !saveSteps) return;
    withoutWaiting(() => {
      if (saveSteps?.next().done) saveSteps = null;
    });
    if (saveSteps) setImmediate(continueSaving);
  };

  const tick = (): void => {
    if (closed || saveSteps || sql.inTransaction) return;
    withoutWaiting(() => {
      const where = locateFile();
      if (where !== "here") return void rescueWrites(where);
      if (fileSize(journalPath(file)) === 0) return;
      const { token } = currentMark();
      if (token === seenToken) saveSteps = saveInSteps();
      else if (Date.now() - checkpointedAt >= CHECKPOINT_EVERY_MS) checkpoint("PASSIVE");
      seenToken = token;
    });
    continueSaving();
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref();

  const journal: Journal = {
    write(work) {
      for (;;) {
        refuseIfFileGone();
        const done = sql
          .transaction(() => {
            const mark = currentMark();
            if (mark.state === "saved") return null;
            const before = totalChanges.get();
            const result = work();
            if (totalChanges.get() !== before) {
              writeMark({ ...mark, token: newCommitToken(), previous: mark.token, count: mark.count + 1 });
            }
            return { result };
          })
          .immediate();
        if (done) return done.result;
        openForWriting();
      }
    },

    othersCommitted() {
      const mark = currentMark();
      const did = othersHaveCommitted || !isKnown(mark);
      [othersHaveCommitted, knownToken] = [false, mark.token];
      return did;
    },

    close() {
      if (closed) return [];
      closed = true;
      clearInterval(timer);
      openJournals.delete(journal);
      const notices: string[] = [];
      if (sql.open) {
        withoutWaiting(() => {
          const where = locateFile();
          const more = where === "here" ? "" : rescueWrites(where);
          if (more !== "") notices.push(`${basename(file)} was replaced while it was open.${more}`);
          if (where === "overwritten" && more === "")
            notices.push(`${basename(file)} was overwritten while it was open.`);
          if (where === "here" && fileSize(journalPath(file)) > 0 && !saveNow()) saveNow();
        });
        closeKeepingOtherJournals(own, () => sql.close());
        // Saving takes its time: what is put in the file's place meanwhile must not take what was acknowledged along.
        if (keptPath === null && locateByName() === "replaced") {
          keptPath = keepUnnamedFile(fd, file);
          if (keptPath !== null)
            notices.push(`${basename(file)} was replaced while it was open. What it held is kept in ${keptPath}.`);
        }
      }
      handle.release();
      releaseJournal(file, home);
      return notices;
    },
  };
  openJournals.add(journal);
  return journal;
}

interface CheckpointRow {
  busy: number;
  log: number;
  checkpointed: number;
}
const isNumber = (value: unknown): value is number => typeof value === "number";

function checkpointRows(rows: unknown): CheckpointRow[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    if (typeof row !== "object" || row === null) return [];
    if (!("busy" in row) || !("log" in row) || !("checkpointed" in row)) return [];
    const { busy, log, checkpointed } = row;
    return isNumber(busy) && isNumber(log) && isNumber(checkpointed) ? [{ busy, log, checkpointed }] : [];
  });
}

function flushToDisk(fd: number): void {
  try {
    fdatasyncSync(fd);
  } catch {
    // Some systems flush only what is open for writing; SQLite's own checkpoint did the pages that count.
  }
}

/**
 * SQLite takes the journal's name away when the last connection closes, whosoever's it is by then: what another file's
 * processes have put there since stays.
 */
function closeKeepingOtherJournals(own: readonly { path: string; home: string | null }[], close: () => void): void {
  const others = own.filter(({ path, home }) => {
    const now = fileIdentityAt(path);
    return now !== null && home !== null && now !== home;
  });
  for (const { path } of others) linkSync(path, `${path}.kept`);
  try {
    close();
  } finally {
    for (const { path } of others) {
      if (fileIdentityAt(path) === null) linkSync(`${path}.kept`, path);
      rmSync(`${path}.kept`, { force: true });
    }
  }
}
