import type { Turn } from "../../../shared/domain/conversation.ts";
import type { Collector } from "./collector.ts";
import { rowChecks } from "./csv-row-checks.ts";
import { csvColumns, csvDelimiter, turnColumns, type CsvColumns } from "./csv-columns.ts";
import { csvRows, type CsvRow } from "./csv-rows.ts";
import { unreadable } from "./decode.ts";
import { foreignDraft } from "./foreign-draft.ts";
import type { TextFormat } from "./format.ts";

/** A table with a header row: a conversation a row, a column for each user turn. */
export const csvFormat: TextFormat = {
  kind: "text",
  format: "csv",
  form: "a table with a header row and a column named user, input or question",
  endings: [".csv", ".tsv"],
  read,
};

function read(text: string, collector: Collector): void {
  const { lines, delimiter } = separated(text.replace(/\r\n?/g, "\n"));
  const rows = csvRows(lines, delimiter);
  const header = rows.shift();
  if (!header || header.problem !== null) {
    throw unreadable(collector.file, `has no header row that can be read: ${header?.problem ?? "it holds no cells"}.`);
  }
  const columns = csvColumns(header.cells);
  if (columns.turns.length === 0) {
    throw unreadable(
      collector.file,
      `has no column for what the user says. Name one in the header row: ${turnColumns}.`,
    );
  }
  for (const at of columns.unused) {
    collector.warn({ line: header.line, item: null }, `the column "${header.cells[at]?.trim()}" is not used`);
  }
  const endsAltered = alteredEnds(text);
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
function separated(lines: string): { lines: string; delimiter: string } {
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
function alteredEnds(text: string): (row: CsvRow) => boolean {
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
  collector: Collector,
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
  const { checks, warnings } = rowChecks(cell, columns);
  const draft = foreignDraft({
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
