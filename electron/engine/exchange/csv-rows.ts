import Papa from "papaparse";

export interface CsvRow {
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
export function csvRows(text: string, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let budget = Math.max(recoveryBudget, 2 * text.length);
  let start = 0;
  let line = 1;
  for (;;) {
    const broken = readRows(text.slice(start), line, delimiter, start > 0, rows);
    if (broken === null) return rows;
    const next = text.indexOf("\n", start + broken.offset) + 1;
    budget -= text.length - next;
    const goOn = next > 0 && budget > 0;
    const rest = next > 0 && !goOn ? "; many rows before it have the same error, so the rest was not read" : "";
    const problem = `a quotation mark is never closed or stands in the middle of a quoted cell${rest}`;
    rows.push({ cells: [], line: broken.line, problem, suspect: true });
    if (!goOn) return rows;
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
