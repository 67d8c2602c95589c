import { RegExpParser } from "@eslint-community/regexpp";
import { messageOf } from "../../../shared/message-of.ts";
import { pointAt } from "./point-at.ts";
import { clip } from "./quote.ts";

const parser = new RegExpParser();

/** Why an invalid pattern is invalid, and at which character of it, counted from 1. `error` is what RegExp threw. */
export function patternFault(source: string, flags: string, error: unknown): string {
  try {
    parser.parsePattern(source, 0, source.length, { unicode: flags.includes("u"), unicodeSets: flags.includes("v") });
  } catch (fault) {
    if (fault instanceof SyntaxError && "index" in fault && typeof fault.index === "number") {
      const why = fault.message
        .replace(`Invalid regular expression: /${source}/: `, "")
        .replace(/^.*?regular expression: \/.*\/\w*: /s, "");
      return `${clip(why)} at character ${fault.index + 1}, ${pointAt(source, fault.index)}`;
    }
  }
  // The flags, or what only the engine itself refuses: it repeats the whole pattern before it says why.
  const message = messageOf(error);
  return clip(message.replace(`Invalid regular expression: /${source}/${flags}: `, ""));
}
