import type { CheckContext } from "../check-kind.ts";
import { quote } from "../quote.ts";
import type { SqlOptions } from "./read-sql-options.ts";

/** Why a text is not SQL that is allowed; null where it is. */
export async function findSqlFault(
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
