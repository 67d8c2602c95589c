import Database from "better-sqlite3";
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
import { messageOf } from "../../../shared/message-of.ts";
import { Problem } from "../../../shared/problem.ts";
import { asProblem, newDatabase, type Sql } from "./database.ts";
import { holdFile, journalOf, journalState } from "./journal-files.ts";
import { MARK_TABLE } from "./file-mark.ts";
import { migrate } from "./migrate.ts";
import { pageSizeOf } from "./sqlite-pages.ts";
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
}

/** More rows than this are not looked for one by one behind a damaged page. */
const MAX_LOOKUPS = 2_000_000;
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
    const source = openCopy(file, join(folder, "source.cproof"));
    const made = join(folder, basename(into));
    try {
      const recovered = copyRows(source, made);
      renameSync(made, into);
      return { file, into, ...recovered };
    } finally {
      source.close();
    }
  } catch (error) {
    throw asProblem(error, into);
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens a copy of the file with its own journal, cut or padded to the length that its header names. */
function openCopy(file: string, copy: string): Sql {
  const unreadable = (): Problem =>
    new Problem("not-a-project", `${file} holds nothing that could be taken over: it is no Counterproof project.`, {
      file,
    });
  copyFileSync(file, copy);
  const handle = holdFile(file);
  try {
    if (journalState(file, handle) === "own") copyFileSync(journalOf(file), journalOf(copy));
  } finally {
    handle.release();
  }
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
    throw new Problem("damaged-project", `The list of tables of ${file} is damaged: ${messageOf(error)}.`, { file });
  }
}

type Row = Record<string, unknown>;

function copyRows(source: Sql, made: string): Pick<Recovered, "kept" | "lost"> {
  const opened = newDatabase(made);
  const { sql } = opened;
  const lost: LostRow[] = [];
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
        for (const { row, key } of readRows(source, table, lost)) {
          if (!isWhole(table, row, key, lost)) continue;
          try {
            insert.run(row);
          } catch (error) {
            lost.push({ table, row: key, reason: messageOf(error) });
          }
        }
      }
      dropOrphans(sql, lost);
      for (const table of tablesOf(sql)) {
        kept[table] = sql.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0;
      }
    });
    return { kept, lost };
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
    .all(MARK_TABLE);
}

/** All rows that can be read: in order up to a damaged page, and behind it each by its number. */
function* readRows(sql: Sql, table: string, lost: LostRow[]): Generator<{ row: Row; key: string }> {
  const hasRowid =
    sql.prepare<[string], number>("SELECT wr FROM pragma_table_list WHERE name = ?").pluck().get(table) === 0;
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
    lost.push({ table, row: hasRowid ? `after ${last}` : null, reason: messageOf(error) });
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
  if (table === "texts" && typeof text === "string" && Buffer.isBuffer(hash) && hash.length === 32) {
    if (!sha256(text).equals(hash)) {
      lost.push({ table, row: key, reason: "the text is not the one that was written" });
      return false;
    }
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

/** Rows that point to lost ones are lost too. */
function dropOrphans(sql: Sql, lost: LostRow[]): void {
  for (;;) {
    const orphans = sql
      .prepare<[], { table: string; rowid: number | null; parent: string }>("SELECT * FROM pragma_foreign_key_check")
      .all();
    if (orphans.length === 0) return;
    let dropped = 0;
    for (const { table, rowid, parent } of orphans) {
      if (rowid === null) continue;
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
