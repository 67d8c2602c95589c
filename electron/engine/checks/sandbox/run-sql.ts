import type { SqlDialect } from "../../../../shared/domain/check.ts";
import { errorMessageOf } from "../../../../shared/errors.ts";
import type { SqlFinding, SqlTask } from "./sandbox-messages.ts";

/** The module that reads each dialect. They are loaded with the first check that needs them. */
const sqlParsers = {
  MySQL: async () => (await import("node-sql-parser/build/mysql.js")).default,
  PostgresQL: async () => (await import("node-sql-parser/build/postgresql.js")).default,
  Sqlite: async () => (await import("node-sql-parser/build/sqlite.js")).default,
  MariaDB: async () => (await import("node-sql-parser/build/mariadb.js")).default,
  TransactSQL: async () => (await import("node-sql-parser/build/transactsql.js")).default,
  BigQuery: async () => (await import("node-sql-parser/build/bigquery.js")).default,
  Snowflake: async () => (await import("node-sql-parser/build/snowflake.js")).default,
  Redshift: async () => (await import("node-sql-parser/build/redshift.js")).default,
  Athena: async () => (await import("node-sql-parser/build/athena.js")).default,
  DB2: async () => (await import("node-sql-parser/build/db2.js")).default,
  FlinkSQL: async () => (await import("node-sql-parser/build/flinksql.js")).default,
  Hive: async () => (await import("node-sql-parser/build/hive.js")).default,
  Noql: async () => (await import("node-sql-parser/build/noql.js")).default,
  Trino: async () => (await import("node-sql-parser/build/trino.js")).default,
} satisfies Record<SqlDialect, unknown>;

const selectModifiers = "all|distinct";
const mySqlSelectModifiers = `${selectModifiers}|distinctrow|high_priority|straight_join|sql_\\w+`;
const identifier = "[A-Za-z_]\\w*";
const lostCommaElsewhere = lostCommaPattern(selectModifiers);
const lostCommaInMySql = lostCommaPattern(mySqlSelectModifiers);

/** What stands in quotes and comments, where words are no names. Quotes inside are doubled or, in MySQL, escaped. */
const quotedText = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|\[[^\]]*\]|\$(\w*)\$[\s\S]*?\$\1\$/g;
const comments = /--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * `SELECT a b FROM t` is SQL, with b as another name for a; from a model it is a lost comma. Source: promptfoo's
 * documentation, "is-sql".
 */
function looksLikeLostComma(sql: string, dialect: SqlDialect): boolean {
  const words = sql.replaceAll(quotedText, " ? ").replaceAll(comments, " ");
  return (dialect === "MySQL" || dialect === "MariaDB" ? lostCommaInMySql : lostCommaElsewhere).test(words);
}

function lostCommaPattern(modifiers: string): RegExp {
  const modifier = `(?:${modifiers})\\b`;
  return new RegExp(`\\bselect\\s+(?:${modifier}\\s+)*(?!${modifier})${identifier}\\s+${identifier}\\s+from\\b`, "i");
}

interface Parser {
  parse(sql: string, options: { database: string }): { tableList: string[]; columnList: string[] };
}

const LOST_COMMA = "two names stand side by side after SELECT, as if a comma were missing";
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
    const fault = looksLikeLostComma(text, dialect) ? LOST_COMMA : null;
    return { tables: tableList, columns: columnList, fault };
  } catch (error) {
    return { tables: [], columns: [], fault: faultOf(error) };
  }
}

/** The parser lists all it would have taken, which is long and no help. */
function faultOf(error: unknown): string {
  const message = errorMessageOf(error);
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
