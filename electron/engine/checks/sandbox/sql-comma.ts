import type { SqlDialect } from "../../../../shared/domain/sql-dialect.ts";

const always = "all|distinct";
const inMySql = `${always}|distinctrow|high_priority|straight_join|sql_\\w+`;
const identifier = "[A-Za-z_]\\w*";
const plain = lostComma(always);
const mySql = lostComma(inMySql);

/** What stands in quotes and comments, where words are no names. Quotes inside are doubled or, in MySQL, escaped. */
const quoted = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|\[[^\]]*\]|\$(\w*)\$[\s\S]*?\$\1\$/g;
const comments = /--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * `SELECT a b FROM t` is SQL, with b as another name for a; from a model it is a lost comma. Source: promptfoo's
 * documentation, "is-sql".
 */
export function looksLikeLostComma(sql: string, dialect: SqlDialect): boolean {
  const words = sql.replaceAll(quoted, " ? ").replaceAll(comments, " ");
  return (dialect === "MySQL" || dialect === "MariaDB" ? mySql : plain).test(words);
}

function lostComma(modifiers: string): RegExp {
  const modifier = `(?:${modifiers})\\b`;
  return new RegExp(`\\bselect\\s+(?:${modifier}\\s+)*(?!${modifier})${identifier}\\s+${identifier}\\s+from\\b`, "i");
}
