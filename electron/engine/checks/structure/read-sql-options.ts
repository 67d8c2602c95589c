import type { JsonValue } from "../../../../shared/domain/check.ts";
import { sqlDialects, type SqlDialect } from "../../../../shared/domain/sql-dialect.ts";
import { messageOf } from "../../../../shared/message-of.ts";
import { quote } from "../quote.ts";
import { describeValue, readTexts, type Read } from "../read-value.ts";

export interface SqlOptions {
  dialect: SqlDialect;
  /** Patterns of `select::database::table` and the like that cover the whole of one; null allows all. */
  tables: string[] | null;
  columns: string[] | null;
}

/** `{databaseType, allowedTables, allowedColumns}`, each of which may be left out, as in promptfoo. */
export function readSqlOptions(value: JsonValue): Read<SqlOptions> {
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

function readPatterns(name: string, value: JsonValue): Read<string[] | null> {
  if (value === null || (Array.isArray(value) && value.length === 0)) return { value: null };
  const read = readTexts(value);
  if (!("value" in read)) return { problem: `${name} must be a list of patterns such as select::null::orders` };
  for (const pattern of read.value) {
    try {
      // Only parsed here; it runs in the sandbox.
      new RegExp(`^${pattern}$`, "i");
    } catch (error) {
      const message = messageOf(error);
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
