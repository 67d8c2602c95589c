import type { SqlDialect } from "../../../../shared/domain/sql-dialect.ts";
import { messageOf } from "../../../../shared/message-of.ts";
import type { SqlFinding, SqlTask } from "./messages.ts";
import { looksLikeLostComma } from "./sql-comma.ts";
import { sqlParsers } from "./sql-parsers.ts";

interface Parser {
  parse(sql: string, options: { database: string }): { tableList: string[]; columnList: string[] };
}

const lostComma = "two names stand side by side after SELECT, as if a comma were missing";
const parsers = new Map<SqlDialect, Parser>();

export function hasDialect(dialect: SqlDialect): boolean {
  return parsers.has(dialect);
}

/** Each dialect has a parser of its own, of a quarter of a megabyte, and most projects need one or none. */
export async function loadDialect(dialect: SqlDialect): Promise<void> {
  const { Parser } = await sqlParsers[dialect]();
  parsers.set(dialect, new Parser());
}

/** What SQL reads and writes, or where it goes wrong. */
export function runSql({ dialect, text }: SqlTask): SqlFinding {
  const parser = parsers.get(dialect);
  if (!parser) throw new Error(`the parser of ${dialect} is not loaded`);
  try {
    const { tableList, columnList } = parser.parse(text, { database: dialect });
    const fault = looksLikeLostComma(text, dialect) ? lostComma : null;
    return { tables: tableList, columns: columnList, fault };
  } catch (error) {
    return { tables: [], columns: [], fault: faultOf(error) };
  }
}

/** The parser lists all it would have taken, which is long and no help. */
function faultOf(error: unknown): string {
  const message = messageOf(error);
  const found = /but (.+) found\.$/s.exec(message)?.[1];
  const what = found === undefined ? message : `unexpected ${found}`;
  const place = placeOf(error);
  return place === null ? what : `${what} at line ${place.line}, column ${place.column}`;
}

function placeOf(error: unknown): { line: number; column: number } | null {
  if (typeof error !== "object" || error === null || !("location" in error)) return null;
  const { location } = error;
  if (typeof location !== "object" || location === null || !("start" in location)) return null;
  const { start } = location;
  if (typeof start !== "object" || start === null || !("line" in start) || !("column" in start)) return null;
  const { line, column } = start;
  return typeof line === "number" && typeof column === "number" ? { line, column } : null;
}
