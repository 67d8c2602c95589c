import { quote, quoteAround, quoteList } from "../message-text.ts";
import { defineKind, type Finding } from "../check-kind.ts";
import { readText, readTexts } from "../read-value.ts";

/** Tells texts apart with or without regard to case. */
interface Haystack {
  has(wanted: string): boolean;
  /** “wanted” at “…with wanted in its place…”; only for what it has. */
  show(wanted: string): string;
}

/** Case: by Unicode's own lower case, a Greek final sigma like any other. */
function haystack(text: string, ignoreCase: boolean): Haystack {
  const searched = ignoreCase ? fold(text) : text;
  // Folding can lengthen a text; places then hold only in the folded one.
  const shown = searched.length === text.length ? text : searched;
  const key = (wanted: string): string => (ignoreCase ? fold(wanted) : wanted);
  return {
    has: (wanted) => searched.includes(key(wanted)),
    show: (wanted) => {
      const sought = key(wanted);
      const place = quoteAround(shown, searched.indexOf(sought), sought.length);
      return place === quote(wanted) ? place : `${quote(wanted, 60)} at ${place}`;
    },
  };
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll("ς", "σ");
}

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
  if (exact.has(wanted)) return { passed: true, actual: `contains ${exact.show(wanted)}` };
  if (text === "") return { passed: false, actual: `the reply is empty, without ${quote(wanted)}` };
  const loose = haystack(text, true);
  const nearly = !ignoreCase && loose.has(wanted) ? `; in other case: ${loose.show(wanted)}` : "";
  return { passed: false, actual: `does not contain ${quote(wanted, nearly === "" ? undefined : 60)}${nearly}` };
}

export const containsAny = defineKind({
  type: "contains-any",
  summary: "The reply contains at least one of these texts, upper and lower case as written.",
  takes: "texts",
  example: ["refund", "money back"],
  csv: { splitsAtCommas: true },
  read: readTexts,
  find: (wanted, { text }) => findAny(text, wanted, false),
});

export const containsAll = defineKind({
  type: "contains-all",
  summary: "The reply contains every one of these texts, upper and lower case as written.",
  takes: "texts",
  example: ["14 days", "receipt"],
  csv: { splitsAtCommas: true },
  read: readTexts,
  find: (wanted, { text }) => findAll(text, wanted, false),
});

export const icontainsAny = defineKind({
  type: "icontains-any",
  summary: "The reply contains at least one of these texts, in upper or lower case.",
  takes: "texts",
  example: ["refund", "money back"],
  csv: { splitsAtCommas: true },
  read: readTexts,
  find: (wanted, { text }) => findAny(text, wanted, true),
});

export const icontainsAll = defineKind({
  type: "icontains-all",
  summary: "The reply contains every one of these texts, in upper or lower case.",
  takes: "texts",
  example: ["14 days", "receipt"],
  csv: { splitsAtCommas: true },
  read: readTexts,
  find: (wanted, { text }) => findAll(text, wanted, true),
});

function findAny(text: string, wanted: readonly string[], ignoreCase: boolean): Finding {
  const hay = haystack(text, ignoreCase);
  const [first, ...others] = wanted.filter((one) => hay.has(one));
  if (first === undefined) return { passed: false, actual: `contains none of ${quoteList(wanted)}` };
  const more = others.length === 0 ? "" : `; also ${quoteList(others)}`;
  return { passed: true, actual: `contains ${hay.show(first)}${more}` };
}

function findAll(text: string, wanted: readonly string[], ignoreCase: boolean): Finding {
  const hay = haystack(text, ignoreCase);
  const missing = wanted.filter((one) => !hay.has(one));
  if (missing.length === 0) return { passed: true, actual: `contains all of ${quoteList(wanted)}` };
  const share = wanted.length === 1 ? "" : ` (${missing.length} of ${wanted.length} missing)`;
  return { passed: false, actual: `does not contain ${quoteList(missing)}${share}` };
}
