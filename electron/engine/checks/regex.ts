import { defineKind } from "./check-kind.ts";
import { patternFault } from "./pattern-fault.ts";
import { clip, quote, quoteAround } from "./quote.ts";
import type { Read } from "./read-value.ts";

interface Pattern {
  source: string;
  flags: string;
}

export const regex = defineKind<Pattern>({
  type: "regex",
  summary: "The reply matches this JavaScript regular expression, written plain or as /pattern/flags.",
  takes: "pattern",
  example: "\\b\\d{3}-\\d{4}\\b",
  read: readPattern,
  find: async ({ source, flags }, { text }, { sandbox }) => {
    const result = await sandbox.pattern(source, flags, text);
    if ("problem" in result) return { problem: `${literal(source, flags)}: ${result.problem}` };
    if (!result.matched) return { holds: false, found: `no match for ${literal(source, flags)}` };
    if (result.match === "") return { holds: true, found: `${literal(source, flags)} matches an empty text` };
    const place = quoteAround(text, result.at, result.match.length);
    const match = quote(result.match, 60);
    return {
      holds: true,
      found: `${literal(source, flags)} matches ${match === place ? match : `${match} at ${place}`}`,
    };
  },
});

/** A literal as in JavaScript: a slash within it is escaped or in a class. `/docs/help` is thus a plain pattern. */
const written = /^\/((?:[^\\/[\r\n]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([dgimsuvy]*)$/;

function readPattern(value: unknown): Read<Pattern> {
  if (value === "" || typeof value !== "string") return { needs: "a pattern" };
  const [, source = value, flags = ""] = written.exec(value) ?? [];
  try {
    // Only parsed here; it runs off the main thread.
    new RegExp(source, flags);
    return { value: { source, flags } };
  } catch (error) {
    return { problem: `the pattern ${literal(source, flags)} is not valid: ${patternFault(source, flags, error)}` };
  }
}

function literal(source: string, flags: string): string {
  return `/${clip(source, 80)}/${flags}`;
}
