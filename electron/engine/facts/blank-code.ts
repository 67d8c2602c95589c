/** A fence at the begin of a line, in a list or a quotation, too; what is written in it is of the language behind it. */
const fence = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})[ \t]*([^\n`]*)$/gm;
/** Between such fences stands what people read, not code. */
const prose = /^(?:|te?xt|plain(?:text)?|md|markdown|none|mail|email|message|quote)$/i;

/**
 * The text with code between fences as spaces, so that offsets stay: sample values in code are no facts. Three backticks
 * within a line are a piece of text in another type, and so is a block that is of no language.
 */
export function blankCode(text: string): string {
  if (!text.includes("```") && !text.includes("~~~")) return text;
  let read = "";
  let at = 0;
  let open: { sign: string; code: boolean; end: number } | null = null;
  for (const { 0: line, 1: sign = "", 2: language = "", index } of text.matchAll(fence)) {
    if (open === null) {
      open = { sign, code: !prose.test(language.trim().split(/\s/)[0] ?? ""), end: index + line.length };
    } else if (sign.startsWith(open.sign) && language.trim() === "") {
      if (open.code) {
        read += text.slice(at, open.end) + " ".repeat(index - open.end);
        at = index;
      }
      open = null;
    }
  }
  return open?.code === true
    ? read + text.slice(at, open.end) + " ".repeat(text.length - open.end)
    : read + text.slice(at);
}
