import { defineKind, type CheckContext, type Finding } from "../check-kind.ts";
import { quote } from "../quote.ts";
import { readSqlOptions, type SqlOptions } from "./read-sql-options.ts";
import { findSqlFault } from "./sql-faults.ts";

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
    if (result.fault === null) return { holds: true, found: `the reply is ${options.dialect}` };
    return { holds: false, found: result.fault };
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
    if (result.fault === null) return { holds: true, found: `contains the SQL ${quote(sql.trim(), 60)}` };
    nearest = `contains no SQL: ${result.fault}`;
  }
  return { holds: false, found: nearest };
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
