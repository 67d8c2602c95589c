import { wordingOf } from "./wording.ts";

/** A line after which a rule does not go on: an empty one, or one that begins something else. */
const ENDS_RULE = /^\s*(?:$|[-*+•–>|#<`~]|\d{1,3}[.)]\s|[a-z][.)]\s)/;
const MOST_LOOKED_AT = 8;

/**
 * A line of a text that is the whole of a rule, as it stands there; null where none is sure to be. Far quicker than
 * splitting the text, and enough for most rules in most versions.
 */
export function lineOf(text: string, wordings: Iterable<string>): string | null {
  for (const wording of wordings) {
    let at = text.indexOf(wording);
    for (let looked = 0; at >= 0 && looked < MOST_LOOKED_AT; looked += 1) {
      const start = Math.max(text.lastIndexOf("\n", at), text.lastIndexOf("\r", at)) + 1;
      const [line = "", rest = ""] = text.slice(start, at + wording.length + 400).split(/\r\n|\r|\n/);
      if (wordingOf(line) === wording && ENDS_RULE.test(rest)) return line.trim();
      at = text.indexOf(wording, at + 1);
    }
  }
  return null;
}

/** Whether a text can have a rule at all: over line ends too. */
export function mayHave(text: string, wordings: ReadonlySet<string>): boolean {
  const flat = text.replaceAll(/\s+/g, " ");
  return [...wordings].some((wording) => flat.includes(wording));
}
