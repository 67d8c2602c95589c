import { defineKind, type Finding } from "../check-kind.ts";
import { haystack } from "./find-text.ts";
import { quote } from "../quote.ts";
import { readText } from "../read-value.ts";

export const contains = defineKind({
  type: "contains",
  summary: "The reply contains this text, upper and lower case as written.",
  takes: "text",
  example: "BetterLaw",
  read: readText,
  find: (wanted, { text }) => findOne(text, wanted, false),
});

export const icontains = defineKind({
  type: "icontains",
  summary: "The reply contains this text, in upper or lower case.",
  takes: "text",
  example: "betterlaw",
  read: readText,
  find: (wanted, { text }) => findOne(text, wanted, true),
});

function findOne(text: string, wanted: string, ignoreCase: boolean): Finding {
  const exact = haystack(text, ignoreCase);
  if (exact.has(wanted)) return { holds: true, found: `contains ${exact.show(wanted)}` };
  if (text === "") return { holds: false, found: `the reply is empty, without ${quote(wanted)}` };
  const loose = haystack(text, true);
  const nearly = !ignoreCase && loose.has(wanted) ? `; in other case: ${loose.show(wanted)}` : "";
  return { holds: false, found: `does not contain ${quote(wanted, nearly === "" ? undefined : 60)}${nearly}` };
}
