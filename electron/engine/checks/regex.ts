import { RegExpParser } from "@eslint-community/regexpp";
import { errorMessageOf } from "../../../shared/errors.ts";
import { pointAt, clipText, quote, quoteAround } from "./message-text.ts";
import { defineKind } from "./check-kind.ts";
import type { ReadResult } from "./read-value.ts";

const parser = new RegExpParser();

/** Why an invalid pattern is invalid, and at which character of it, counted from 1. `error` is what RegExp threw. */
function patternFault(source: string, flags: string, error: unknown): string {
  try {
    parser.parsePattern(source, 0, source.length, { unicode: flags.includes("u"), unicodeSets: flags.includes("v") });
  } catch (fault) {
    if (fault instanceof SyntaxError && "index" in fault && typeof fault.index === "number") {
      const why = fault.message
        .replace(`Invalid regular expression: /${source}/: `, "")
        .replace(/^.*?regular expression: \/.*\/\w*: /s, "");
      return `${clipText(why)} at character ${fault.index + 1}, ${pointAt(source, fault.index)}`;
    }
  }
  // The flags, or what only the engine itself refuses: it repeats the whole pattern before it says why.
  const message = errorMessageOf(error);
  return clipText(message.replace(`Invalid regular expression: /${source}/${flags}: `, ""));
}

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
    if (!result.matched) return { passed: false, actual: `no match for ${literal(source, flags)}` };
    if (result.match === "") return { passed: true, actual: `${literal(source, flags)} matches an empty text` };
    const place = quoteAround(text, result.at, result.match.length);
    const match = quote(result.match, 60);
    return {
      passed: true,
      actual: `${literal(source, flags)} matches ${match === place ? match : `${match} at ${place}`}`,
    };
  },
});

/** A literal as in JavaScript: a slash within it is escaped or in a class. `/docs/help` is thus a plain pattern. */
const written = /^\/((?:[^\\/[\r\n]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([dgimsuvy]*)$/;

function readPattern(value: unknown): ReadResult<Pattern> {
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
  return `/${clipText(source, 80)}/${flags}`;
}
