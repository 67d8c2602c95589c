import { type JsonValue, sqlDialects, type SqlDialect } from "../../../../shared/domain/check.ts";
import { errorMessageOf } from "../../../../shared/errors.ts";
import { quote } from "../message-text.ts";
import { describeValue, readTexts, type ReadResult } from "../read-value.ts";
import { type CheckContext, defineKind, type Finding } from "../check-kind.ts";

interface SqlOptions {
  dialect: SqlDialect;
  /** Patterns of `select::database::table` and the like that cover the whole of one; null allows all. */
  tables: string[] | null;
  columns: string[] | null;
}

/** `{databaseType, allowedTables, allowedColumns}`, each of which may be left out, as in promptfoo. */
function readSqlOptions(value: JsonValue): ReadResult<SqlOptions> {
  if (value === null) return { value: { dialect: "MySQL", tables: null, columns: null } };
  if (typeof value !== "object" || Array.isArray(value)) {
    return { needs: "databaseType, allowedTables and allowedColumns, each if wanted" };
  }
  const { databaseType = "MySQL", allowedTables = null, allowedColumns = null, ...others } = value;
  const other = Object.keys(others)[0];
  if (other !== undefined) {
    const can = "it can have databaseType, allowedTables and allowedColumns only";
    return { problem: `the value has ${quote(other, 36)}; ${can}` };
  }
  const dialect = typeof databaseType === "string" ? findDialect(databaseType) : null;
  if (dialect === null) {
    return { problem: `databaseType is one of ${sqlDialects.join(", ")}, but here ${describeValue(databaseType)}` };
  }
  const tables = readPatterns("allowedTables", allowedTables);
  if (!("value" in tables)) return tables;
  const columns = readPatterns("allowedColumns", allowedColumns);
  if (!("value" in columns)) return columns;
  return { value: { dialect, tables: tables.value, columns: columns.value && withoutTables(columns.value) } };
}

/** By name, whatever its case; PostgreSQL's own spelling counts, too. */
function findDialect(name: string): SqlDialect | null {
  const sought = name.toLowerCase().replace(/^postgres(?:ql)?$/, "postgresql");
  return sqlDialects.find((dialect) => dialect.toLowerCase() === sought) ?? null;
}

function readPatterns(name: string, value: JsonValue): ReadResult<string[] | null> {
  if (value === null || (Array.isArray(value) && value.length === 0)) return { value: null };
  const read = readTexts(value);
  if (!("value" in read)) return { problem: `${name} must be a list of patterns such as select::null::orders` };
  for (const pattern of read.value) {
    try {
      // Only parsed here; it runs in the sandbox.
      new RegExp(`^${pattern}$`, "i");
    } catch (error) {
      const message = errorMessageOf(error);
      return { problem: `the pattern ${quote(pattern, 60)} in ${name} is not valid: ${message.replace(/^.*: /s, "")}` };
    }
  }
  return read;
}

/** Most parsers do not tell which table a column without its table's name is of; they say null, and so may the list. */
function withoutTables(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const [action, table, column, ...rest] = pattern.split("::");
    const named = column !== undefined && rest.length === 0 && table !== "null";
    return named ? [pattern, `${action}::null::${column}`] : [pattern];
  });
}

/** Why a text is not SQL that is allowed; null where it is. */
async function findSqlFault(
  text: string,
  { dialect, tables, columns }: SqlOptions,
  context: CheckContext,
): Promise<{ fault: string | null } | { problem: string }> {
  if (text.trim() === "") return { fault: "there is no statement" };
  const parsed = await context.sandbox.sql(dialect, text);
  if ("problem" in parsed) return parsed;
  if (parsed.fault !== null) return { fault: `not ${dialect}: ${parsed.fault}` };
  const lists = [
    { what: "table", used: parsed.tables, allowed: tables },
    { what: "column", used: parsed.columns, allowed: columns },
  ];
  for (const { what, used, allowed } of lists) {
    if (allowed === null) continue;
    for (const one of used) {
      const is = await covered(one, allowed, context);
      if (typeof is !== "boolean") return is;
      if (!is) return { fault: `uses the ${what} ${quote(one, 60)}, which is not allowed` };
    }
  }
  return { fault: null };
}

async function covered(one: string, patterns: readonly string[], { sandbox }: CheckContext) {
  for (const pattern of patterns) {
    const result = await sandbox.pattern(`^${pattern}$`, "i", one);
    if ("problem" in result) return { problem: `the allowed ${quote(pattern, 60)}: ${result.problem}` };
    if (result.matched) return true;
  }
  return false;
}

const example = { databaseType: "PostgresQL", allowedTables: ["select::null::orders"] };

export const isSql = defineKind<SqlOptions>({
  type: "is-sql",
  summary: "The whole reply is SQL of this database, and uses only these tables and columns if any are named.",
  takes: "sql",
  example,
  read: readSqlOptions,
  find: async (options, { text }, context): Promise<Finding> => {
    const result = await findSqlFault(text, options, context);
    if ("problem" in result) return result;
    if (result.fault === null) return { passed: true, actual: `the reply is ${options.dialect}` };
    return { passed: false, actual: result.fault };
  },
});

export const containsSql = defineKind<SqlOptions>({
  type: "contains-sql",
  summary: "The reply is SQL of this database or has it in a code block, with only these tables and columns.",
  takes: "sql",
  example,
  read: readSqlOptions,
  find: (options, { text }, context) => {
    const blocks = sqlBlocks(text);
    return findIn(blocks.length > 0 ? blocks : [text], options, context);
  },
});

/** As in promptfoo, one block that is right is enough. */
async function findIn(candidates: readonly string[], options: SqlOptions, context: CheckContext): Promise<Finding> {
  let nearest = "contains no SQL";
  for (const sql of candidates) {
    if (sql.trim() === "") continue;
    const result = await findSqlFault(sql, options, context);
    if ("problem" in result) return result;
    if (result.fault === null) return { passed: true, actual: `contains the SQL ${quote(sql.trim(), 60)}` };
    nearest = `contains no SQL: ${result.fault}`;
  }
  return { passed: false, actual: nearest };
}

/** Code blocks of Markdown that name no language, or SQL. Source: CommonMark 0.31, "Fenced code blocks". */
function sqlBlocks(text: string): string[] {
  const blocks: string[] = [];
  let open: { fence: string; isSql: boolean; lines: string[] } | null = null;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, fence = "", info = ""] = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*)$/.exec(line) ?? [];
    if (open === null) {
      const language = info.trim().toLowerCase();
      if (fence !== "") open = { fence, isSql: language === "" || language === "sql", lines: [] };
    } else if (fence.startsWith(open.fence) && info.trim() === "") {
      if (open.isSql) blocks.push(open.lines.join("\n"));
      open = null;
    } else open.lines.push(line);
  }
  return blocks;
}
