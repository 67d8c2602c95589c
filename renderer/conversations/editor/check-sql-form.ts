import type { JsonValue } from "../../../shared/domain/check.ts";
import { sqlDialects } from "../../../shared/domain/sql-dialect.ts";
import { isLines, linesOf, noValue, type TypedValue } from "./typed-value.ts";

/** Null where the fields cannot show all of it. */
export function writeSql(value: JsonValue): TypedValue | null {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const { databaseType, allowedTables, allowedColumns, ...others } = value;
  const dialect = databaseType === undefined ? "" : (sqlDialects.find((known) => known === databaseType) ?? null);
  const tables = writeLines(allowedTables);
  const columns = writeLines(allowedColumns);
  if (dialect === null || tables === null || columns === null) return null;
  if (Object.keys(others).length > 0 || Object.keys(value).length === 0) return null;
  return { ...noValue("sql"), dialect, text: tables, max: columns };
}

export function readSql(tables: string, columns: string, dialect: string): JsonValue | undefined {
  const allowedTables = linesOf(tables);
  const allowedColumns = linesOf(columns);
  if (dialect === "" && allowedTables.length === 0 && allowedColumns.length === 0) return undefined;
  return {
    ...(dialect !== "" && { databaseType: dialect }),
    ...(allowedTables.length > 0 && { allowedTables }),
    ...(allowedColumns.length > 0 && { allowedColumns }),
  };
}

function writeLines(value: JsonValue | undefined): string | null {
  if (value === undefined) return "";
  return isLines(value) ? value.join("\n") : null;
}
