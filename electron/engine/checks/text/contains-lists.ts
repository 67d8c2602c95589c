import { defineKind, type Finding } from "../check-kind.ts";
import { haystack } from "./find-text.ts";
import { quoteList } from "../quote.ts";
import { readTexts } from "../read-value.ts";

export const containsAny = defineKind({
  type: "contains-any",
  summary: "The reply contains at least one of these texts, upper and lower case as written.",
  takes: "texts",
  example: ["refund", "money back"],
  read: readTexts,
  find: (wanted, { text }) => findAny(text, wanted, false),
});

export const containsAll = defineKind({
  type: "contains-all",
  summary: "The reply contains every one of these texts, upper and lower case as written.",
  takes: "texts",
  example: ["14 days", "receipt"],
  read: readTexts,
  find: (wanted, { text }) => findAll(text, wanted, false),
});

export const icontainsAny = defineKind({
  type: "icontains-any",
  summary: "The reply contains at least one of these texts, in upper or lower case.",
  takes: "texts",
  example: ["refund", "money back"],
  read: readTexts,
  find: (wanted, { text }) => findAny(text, wanted, true),
});

export const icontainsAll = defineKind({
  type: "icontains-all",
  summary: "The reply contains every one of these texts, in upper or lower case.",
  takes: "texts",
  example: ["14 days", "receipt"],
  read: readTexts,
  find: (wanted, { text }) => findAll(text, wanted, true),
});

function findAny(text: string, wanted: readonly string[], ignoreCase: boolean): Finding {
  const hay = haystack(text, ignoreCase);
  const [first, ...others] = wanted.filter((one) => hay.has(one));
  if (first === undefined) return { holds: false, found: `contains none of ${quoteList(wanted)}` };
  const more = others.length === 0 ? "" : `; also ${quoteList(others)}`;
  return { holds: true, found: `contains ${hay.show(first)}${more}` };
}

function findAll(text: string, wanted: readonly string[], ignoreCase: boolean): Finding {
  const hay = haystack(text, ignoreCase);
  const missing = wanted.filter((one) => !hay.has(one));
  if (missing.length === 0) return { holds: true, found: `contains all of ${quoteList(wanted)}` };
  const share = wanted.length === 1 ? "" : ` (${missing.length} of ${wanted.length} missing)`;
  return { holds: false, found: `does not contain ${quoteList(missing)}${share}` };
}
