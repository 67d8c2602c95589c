import Papa from "papaparse";
import type { Turn } from "../../../shared/domain/conversation.ts";
import type { ImportCollector, TextFormat } from "./import-format.ts";
import { csvRowChecks, csvColumns, csvDelimiter, turnColumnsHint, type CsvColumns } from "./csv-columns.ts";
import { unreadableFile } from "./input-file.ts";
import { foreignConversation } from "./foreign-records.ts";

interface CsvRow {
  cells: string[];
  /** The line on which the row starts, from 1. */
  line: number;
  /** Why the row cannot be trusted; null where it can. */
  problem: string | null;
  /** True after a quoting error further up: rows may then be torn and need a closer look. */
  suspect: boolean;
}

// Each recovery reads the rest of the file again; this many characters in all keep it to about a second.
const recoveryBudget = 32_000_000;

/**
 * The rows of a CSV text whose lines end in \n, blank ones left out. A row with a stray quote is reported,
 * and reading goes on with the line after the one it started on.
 */
function csvRows(text: string, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let budget = Math.max(recoveryBudget, 2 * text.length);
  let start = 0;
  let line = 1;
  for (;;) {
    const broken = readRows(text.slice(start), line, delimiter, start > 0, rows);
    if (broken === null) return rows;
    const next = text.indexOf("\n", start + broken.offset) + 1;
    budget -= text.length - next;
    const canContinue = next > 0 && budget > 0;
    const rest = next > 0 && !canContinue ? "; many rows before it have the same error, so the rest was not read" : "";
    const problem = `a quotation mark is never closed or stands in the middle of a quoted cell${rest}`;
    rows.push({ cells: [], line: broken.line, problem, suspect: true });
    if (!canContinue) return rows;
    start = next;
    line = broken.line + 1;
  }
}

/** Adds rows until the end or the first one with a quoting error, whose place it returns. */
function readRows(
  text: string,
  firstLine: number,
  delimiter: string,
  suspect: boolean,
  rows: CsvRow[],
): { offset: number; line: number } | null {
  let offset = 0;
  let line = firstLine;
  let broken: { offset: number; line: number } | null = null;
  Papa.parse<string[]>(text, {
    delimiter,
    newline: "\n",
    step({ data, errors, meta }, parser) {
      if (errors.some((error) => error.type === "Quotes")) {
        broken = { offset, line };
        parser.abort();
        return;
      }
      if (data.some((cell) => cell.trim() !== "")) rows.push({ cells: data, line, problem: null, suspect });
      for (let at = text.indexOf("\n", offset); at >= 0 && at < meta.cursor; at = text.indexOf("\n", at + 1)) line += 1;
      offset = meta.cursor;
    },
  });
  return broken;
}

/** A table with a header row: a conversation a row, a column for each user turn. */
export const csvFormat: TextFormat<"csv"> = {
  kind: "text",
  format: "csv",
  form: "a table with a header row and a column named user, input or question",
  endings: [".csv", ".tsv"],
  read,
};

function read(text: string, collector: ImportCollector): void {
  const { lines, delimiter } = splitSeparatorLine(text.replace(/\r\n?/g, "\n"));
  const rows = csvRows(lines, delimiter);
  const header = rows.shift();
  if (!header || header.problem !== null) {
    throw unreadableFile(
      collector.file,
      `has no header row that can be read: ${header?.problem ?? "it holds no cells"}.`,
    );
  }
  const columns = csvColumns(header.cells);
  if (columns.turns.length === 0) {
    throw unreadableFile(
      collector.file,
      `has no column for what the user says. Name one in the header row: ${turnColumnsHint}.`,
    );
  }
  for (const at of columns.unused) {
    collector.warn({ line: header.line, item: null }, `the column "${header.cells[at]?.trim()}" is not used`);
  }
  const endsAltered = lineEndsAltered(text);
  for (const row of rows) {
    const place = { line: row.line, item: null };
    const problem = row.problem ?? cellsProblem(row.cells, header.cells.length, row.suspect);
    if (problem !== null) collector.reject(place, problem);
    else {
      if (endsAltered(row)) collector.warnOnce(place, "line ends within cells were made plain line feeds");
      readRow(row.cells, columns, collector, header.cells, row.line);
    }
  }
}

/**
 * The table without the line in which Excel names its separator (`sep=;`), which stays as an empty one so that later
 * lines keep their numbers. A line that names one under which the header row has no known column is not believed.
 */
function splitSeparatorLine(lines: string): { lines: string; delimiter: string } {
  const named = /^\s*"?sep=([^"\n])"?[,;\t|]*[ ]*(?:\n|$)/i.exec(lines);
  const rest = named ? lines.slice(named[0].length) : lines;
  const header = /\S[^\n]*/.exec(rest)?.[0] ?? "";
  const guessed = csvDelimiter(header);
  if (!named) return { lines, delimiter: guessed };
  const given = named[1] ?? guessed;
  const believed = csvColumns(header.split(given).map((name) => name.replace(/"/g, ""))).turns.length > 0;
  return { lines: `${named[0].replace(/[^\n]/g, "")}${rest}`, delimiter: believed ? given : guessed };
}

/** Tells of a row whether a line end within its cells was another than a line feed, which is what it became. */
function lineEndsAltered(text: string): (row: CsvRow) => boolean {
  const ends = text.includes("\r") ? (text.match(/\r\n?|\n/g) ?? []) : [];
  return ({ cells, line }) => {
    const inside = cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
    return ends.slice(line - 1, line - 1 + inside).some((end) => end !== "\n");
  };
}

function cellsProblem(cells: readonly string[], expected: number, exact: boolean): string | null {
  const tooMany = cells.slice(expected).some((cell) => cell.trim() !== "");
  if (!tooMany && !(exact && cells.length < expected)) return null;
  const hint = tooMany ? ": put text that holds a delimiter in quotation marks" : "";
  return `has ${cells.length} cells where the header row has ${expected}${hint}`;
}

function readRow(
  cells: readonly string[],
  columns: CsvColumns,
  collector: ImportCollector,
  names: readonly string[],
  line: number,
): void {
  const place = { line, item: null };
  const cell = (at: number | null): string => (at === null ? "" : (cells[at] ?? ""));
  const turns = columns.turns
    .map((at) => cell(at))
    .filter((content) => content.trim() !== "")
    .map((content): Turn => ({ role: "user", content }));
  if (turns.length === 0) {
    collector.reject(place, "has no user turn: the cell for what the user says is empty");
    return;
  }
  const kept = columns.kept.filter((at) => cell(at).trim() !== "");
  const recorded = cell(columns.recorded);
  const { checks, warnings } = csvRowChecks(cell, columns);
  const draft = foreignConversation({
    id: cell(columns.id),
    title: cell(columns.title),
    tags: cell(columns.tags).split(/[;|]/),
    turns,
    checks,
    notes: [
      cell(columns.notes),
      ...kept.map((at) => `${names[at]?.trim()}: ${cell(at)}`),
      recorded.trim() === "" ? "" : `Recorded reply: ${recorded}`,
    ].filter((note) => note.trim() !== ""),
  });
  if (!collector.add(draft, place)) return;
  for (const at of kept) {
    const note = `the column "${names[at]?.trim()}" is kept in the conversation's notes and changes nothing else`;
    collector.warnOnce(place, note);
  }
  for (const at of columns.nameless.filter((one) => cell(one).trim() !== "")) {
    collector.warnOnce(place, `the text of column ${at + 1}, which has no name, was left out`);
  }
  for (const warning of warnings) collector.warn(place, warning);
}
