import { defineKind } from "../check-kind.ts";
import { quote } from "../message-text.ts";
import { readText } from "../read-value.ts";

export const startsWith = defineKind({
  type: "starts-with",
  summary: "The reply starts with this text, upper and lower case as written.",
  takes: "text",
  example: "Dear ",
  read: readText,
  find: (wanted, { text }) => {
    if (text.startsWith(wanted)) return { passed: true, actual: `starts with ${quote(wanted)}` };
    const start = text === "" ? "the reply is empty" : `starts with ${quote(text, Math.min(60, wanted.length + 12))}`;
    return { passed: false, actual: `${start}, wanted ${quote(wanted, 60)}` };
  },
});
