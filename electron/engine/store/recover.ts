import Database from "better-sqlite3";
import { isUtf8 } from "node:buffer";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { errorMessageOf } from "../../../shared/errors.ts";
import { Problem } from "../../../shared/problem.ts";
import { toStoreProblem, newDatabase, type Sql } from "./database.ts";
import { fileChecksum, FILE_MARK_TABLE, readFileMark } from "./file-mark.ts";
import { findJournal, openSharedFile, journalPath, readJournal } from "./journal-files.ts";
import { migrate } from "./migrate.ts";
import { pageReader, pageSizeOf, rootPageOf } from "./sqlite-pages.ts";
import { jsonColumns } from "./stored-json.ts";
import { sha256 } from "./texts.ts";

/** A row that could not be taken over, or a part of one that was set back to what a new one has. */
export interface LostRow {
  table: string;
  /** Its rowid, or its key where it has none; null where whole pages are gone and nobody can tell how many rows. */
  row: string | null;
  reason: string;
}

export interface Recovered {
  file: string;
  into: string;
  /** Rows taken over, by table. */
  kept: Record<string, number>;
  lost: LostRow[];
  /** Rows that were taken although something in them is not what was written. */
  suspect: LostRow[];
  /**
   * What speaks for all that was taken: the file's own checksum. "none" where it has none: it was being written, is of an
   * earlier format, or too large for one. What no checksum of its own covers (numbers, names) may then be altered unseen.
   */
  checksum: "matches" | "differs" | "none";
  /** What is wrong with the file as a whole, in words. */
  faults: string[];
}

/** Whether all that the project held is known to be in the new file as it was written. */
export function isWholeRecovery({ lost, suspect, checksum, faults }: Recovered): boolean {
  return lost.length === 0 && suspect.length === 0 && faults.length === 0 && checksum !== "differs";
}

/** More rows than this are not looked for one by one behind a damaged page. */
const MAX_LOOKUPS = 2_000_000;
const MAX_FAULTS = 20;
/** What a damaged value of a column gives way to; a row without one that is needed is left out. */
const emptyValues: Readonly<Record<string, string | null>> = {
  settings: "{}",
  tags: "[]",
  warnings: null,
  attempts: "[]",
  judge: null,
  sampling: null,
  budget: null,
};
/**
 * Takes what is whole in a damaged project into a new file and says what was lost. The damaged file and its journal
 * are only read. Throws a Problem: not-found and conflict for the two names, not-a-project where nothing can be read.
 */
export function recoverProject(from: string, to: string): Recovered {
  const [file, into] = [resolve(from), resolve(to)];
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Problem("not-found", `There is no project file at ${file}.`, { file });
  }
  if (existsSync(into)) {
    throw new Problem("conflict", `${into} already exists and was left as it is. Choose another name.`, { file: into });
  }
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(dirname(into), ".recover-"));
    const copy = join(folder, "source.cproof");
    const { checksum, faults } = copySource(file, copy);
    const source = openCopy(file, copy);
    const made = join(folder, basename(into));
    try {
      faults.push(...structuralFaults(source));
      const recovered = copyRows(source, made);
      renameSync(made, into);
      return { file, into, ...recovered, checksum, faults };
    } finally {
      source.close();
    }
  } catch (error) {
    throw toStoreProblem(error, into);
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the file with the journal that belongs to it, and says what speaks for the two. */
function copySource(file: string, copy: string): Pick<Recovered, "checksum" | "faults"> {
  copyFileSync(file, copy);
  const handle = openSharedFile(file);
  try {
    const mark = readFileMark(handle.fd);
    const journal = findJournal(file, handle);
    if (journal !== null) {
      copyFileSync(journal, journalPath(copy));
      const damaged = readJournal(journal)?.damaged ?? 0;
      const cut = `the journal ${journal} is damaged: its last commits, ${damaged}, are lost`;
      return { checksum: "none", faults: damaged === 0 ? [] : [cut] };
    }
    if (mark?.state === "open") {
      return {
        checksum: "none",
        faults: ["what was written last is lost: the journal that held it is missing or damaged"],
      };
    }
    if (mark === null || mark.checksum === null) return { checksum: "none", faults: [] };
    const readPage = pageReader(handle.fd);
    const page = rootPageOf(readPage, FILE_MARK_TABLE);
    const header = readPage(1);
    const found = page === null || header === null ? null : fileChecksum(handle.fd, page, pageSizeOf(header));
    return { checksum: found === mark.checksum ? "matches" : "differs", faults: [] };
  } finally {
    handle.release();
  }
}

/** What SQLite itself finds wrong with pages and indexes; the rows are read all the same. */
function structuralFaults(source: Sql): string[] {
  try {
    const rows: unknown = source.pragma(`integrity_check(${MAX_FAULTS})`);
    const found = z
      .array(z.object({ integrity_check: z.string() }))
      .parse(rows)
      .map((row) => row.integrity_check);
    return found.length === 1 && found[0] === "ok" ? [] : found;
  } catch (error) {
    return [errorMessageOf(error)];
  }
}

/** Opens the copy, padded to the length that its header names. */
function openCopy(file: string, copy: string): Sql {
  const unreadable = (): Problem =>
    new Problem("not-a-project", `${file} holds nothing that could be taken over: it is no Counterproof project.`, {
      file,
    });
  const header = Buffer.alloc(100);
  const fd = openSync(copy, "r");
  const length = readSync(fd, header, 0, 100, 0);
  closeSync(fd);
  if (length < 100 || header.toString("latin1", 0, 16) !== "SQLite format 3\0") throw unreadable();
  const size = header.readUInt32BE(28) * pageSizeOf(header);
  if (size > statSync(copy).size) truncateSync(copy, size);
  const sql = new Database(copy);
  try {
    sql.pragma("foreign_keys = OFF");
    const tables = sql.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('prompts', 'texts')").pluck().get();
    if (tables !== 2) throw unreadable();
    migrate(sql);
    return sql;
  } catch (error) {
    sql.close();
    if (error instanceof Problem) throw error;
    throw new Problem("damaged-project", `The list of tables of ${file} is damaged: ${errorMessageOf(error)}.`, {
      file,
    });
  }
}

type Row = Record<string, unknown>;

function copyRows(source: Sql, made: string): Pick<Recovered, "kept" | "lost" | "suspect"> {
  const opened = newDatabase(made);
  const { sql } = opened;
  const lost: LostRow[] = [];
  const suspect: LostRow[] = [];
  const kept: Record<string, number> = {};
  try {
    sql.pragma("foreign_keys = OFF");
    opened.journal?.write(() => {
      for (const table of tablesOf(sql)) {
        sql.exec(`DELETE FROM "${table}"`);
        const columns = sql.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(table);
        const insert = sql.prepare(
          `INSERT INTO "${table}" (${columns.join(", ")}) VALUES (${columns.map((name) => `@${name}`).join(", ")})`,
        );
        const isEncoded = encodingCheck(source, table);
        for (const { row, key } of readRows(source, table, lost)) {
          if (!isWhole(table, row, key, lost)) continue;
          try {
            insert.run(row);
            for (const column of Object.keys(row).filter((name) => !isEncoded(row, name))) {
              suspect.push({
                table,
                row: key,
                reason: `column ${column} is no valid UTF-8: � stands for what was damaged`,
              });
            }
          } catch (error) {
            lost.push({ table, row: key, reason: errorMessageOf(error) });
          }
        }
      }
      dropOrphans(sql, lost);
      for (const table of tablesOf(sql)) {
        kept[table] = sql.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0;
      }
    });
    return { kept, lost, suspect };
  } finally {
    opened.close();
  }
}

function tablesOf(sql: Sql): string[] {
  return sql
    .prepare<[string], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ? ORDER BY rowid",
    )
    .pluck()
    .all(FILE_MARK_TABLE);
}

/** Says whether a text came in as valid UTF-8. SQLite does not look, and what is none reads as U+FFFD, as a real one does. */
function encodingCheck(source: Sql, table: string): (row: Row, column: string) => boolean {
  const keys = source
    .prepare<[string], string>("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
    .pluck()
    .all(table);
  const where = keys.map((key) => `"${key}" IS ?`).join(" AND ");
  return (row, column) => {
    const value = row[column];
    if (typeof value !== "string" || !value.includes("\uFFFD")) return true;
    if (keys.length === 0) return false;
    const bytes: unknown = source
      .prepare(`SELECT CAST("${column}" AS BLOB) FROM "${table}" NOT INDEXED WHERE ${where}`)
      .pluck()
      .get(...keys.map((key) => row[key]));
    return Buffer.isBuffer(bytes) && isUtf8(bytes);
  };
}

/** All rows that can be read: in order up to a damaged page, and behind it each by its number. */
function* readRows(sql: Sql, table: string, lost: LostRow[]): Generator<{ row: Row; key: string }> {
  const withoutRowid = sql
    .prepare<[string], number>("SELECT wr FROM pragma_table_list WHERE name = ?")
    .pluck()
    .get(table);
  if (withoutRowid === undefined) {
    lost.push({ table, row: null, reason: "the whole table: the list of tables does not have it" });
    return;
  }
  const hasRowid = withoutRowid === 0;
  const columns = hasRowid ? `rowid AS "rowid ", *` : "*";
  const keyOf = (row: Row): string => String(hasRowid ? row["rowid "] : Object.values(row)[0]);
  const clean = (row: Row): { row: Row; key: string } => {
    const key = keyOf(row);
    delete row["rowid "];
    return { row, key };
  };
  let last = 0;
  try {
    for (const row of sql.prepare<[], Row>(`SELECT ${columns} FROM "${table}" NOT INDEXED`).iterate()) {
      if (hasRowid) last = Number(row["rowid "]);
      yield clean(row);
    }
    return;
  } catch (error) {
    lost.push({ table, row: hasRowid ? `after ${last}` : null, reason: errorMessageOf(error) });
  }
  if (!hasRowid) return;
  const one = sql.prepare<[number], Row>(`SELECT ${columns} FROM "${table}" NOT INDEXED WHERE rowid = ?`);
  const most = lastRowid(sql, table);
  for (let rowid = last + 1; rowid <= Math.min(most, last + MAX_LOOKUPS); rowid += 1) {
    let row: Row | undefined;
    try {
      row = one.get(rowid);
    } catch {
      // On the damaged page; which of its rows there were nobody can tell.
    }
    if (row) yield clean(row);
  }
}

function lastRowid(sql: Sql, table: string): number {
  try {
    return sql.prepare<[], number>(`SELECT rowid FROM "${table}" ORDER BY rowid DESC LIMIT 1`).pluck().get() ?? 0;
  } catch {
    return 0;
  }
}

/** Whether a row's texts and JSON are what was written; what a new row would have takes the place of what it can do without. */
function isWhole(table: string, row: Row, key: string, lost: LostRow[]): boolean {
  const { sha256: hash, text } = row;
  if (table === "texts" && !(typeof text === "string" && Buffer.isBuffer(hash) && sha256(text).equals(hash))) {
    lost.push({ table, row: key, reason: "the text is not the one that was written: its SHA-256 is another" });
    return false;
  }
  for (const column of jsonColumns[table] ?? []) {
    const value = row[column];
    if (value === null || value === undefined || (typeof value === "string" && isJson(value))) continue;
    const empty = emptyValues[column];
    lost.push({ table, row: key, reason: `column ${column} is no JSON` });
    if (empty === undefined) return false;
    row[column] = empty;
  }
  return true;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The one column of a foreign key that a row can do without; null where it cannot. */
function optionalLink(sql: Sql, table: string, fkid: number): string | null {
  const columns = sql
    .prepare<[string, string, number], { name: string; needed: number }>(
      `SELECT link."from" AS name, info."notnull" OR info.pk AS needed FROM pragma_foreign_key_list(?) AS link
       JOIN pragma_table_info(?) AS info ON info.name = link."from" WHERE link.id = ?`,
    )
    .all(table, table, fkid);
  const [first] = columns;
  return columns.length === 1 && first !== undefined && first.needed === 0 ? first.name : null;
}

/** Rows that point to lost ones are lost too, unless they can do without them. */
function dropOrphans(sql: Sql, lost: LostRow[]): void {
  for (;;) {
    const orphans = sql
      .prepare<[], { table: string; rowid: number | null; parent: string; fkid: number }>(
        "SELECT * FROM pragma_foreign_key_check",
      )
      .all();
    if (orphans.length === 0) return;
    let dropped = 0;
    for (const { table, rowid, parent, fkid } of orphans) {
      if (rowid === null) continue;
      const link = optionalLink(sql, table, fkid);
      if (link !== null) {
        const { changes } = sql.prepare(`UPDATE "${table}" SET "${link}" = NULL WHERE rowid = ?`).run(rowid);
        const reason = `column ${link} pointed to a row of ${parent} that was lost, and is empty now`;
        if (changes > 0) lost.push({ table, row: String(rowid), reason });
        dropped += changes;
        continue;
      }
      const { changes } = sql.prepare(`DELETE FROM "${table}" WHERE rowid = ?`).run(rowid);
      if (changes > 0)
        lost.push({ table, row: String(rowid), reason: `it belongs to a row of ${parent} that was lost` });
      dropped += changes;
    }
    // Tables without row numbers: what is left there points nowhere, and can be told apart only by its columns.
    if (dropped === 0) {
      for (const { table, parent } of orphans) {
        for (const link of sql
          .prepare<[string], { from: string; to: string | null; table: string }>(
            `SELECT "from", "to", "table" FROM pragma_foreign_key_list(?)`,
          )
          .all(table)) {
          if (link.table !== parent) continue;
          const { changes } = sql
            .prepare(
              `DELETE FROM "${table}" WHERE "${link.from}" IS NOT NULL AND "${link.from}" NOT IN (SELECT "${link.to ?? "id"}" FROM "${parent}")`,
            )
            .run();
          if (changes > 0)
            lost.push({ table, row: null, reason: `${changes} belong to rows of ${parent} that were lost` });
          dropped += changes;
        }
      }
    }
    if (dropped === 0) return;
  }
}
