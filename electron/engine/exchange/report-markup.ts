import { showHidden } from "../../../shared/rules/hidden-text.ts";

/** Text that is markup already: the only kind that `markup` does not escape. */
export interface Markup {
  readonly markup: string;
}

/** UTF-16 units of one text in a report; a browser lays out what is longer for minutes. */
export const MAX_TEXT = 100_000;

type Part = string | number | null | Markup | readonly Part[];

/**
 * A template for HTML and XML alike: strings put into it are escaped, in text and in quoted attributes, and hold
 * nothing that XML forbids, a terminal obeys or that turns the words beside it. Of a string longer than MAX_TEXT the
 * beginning stands there, and how much is left out.
 * Lists are joined, null is left out.
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  let made = strings[0] ?? "";
  parts.forEach((part, at) => {
    made += toMarkup(part) + (strings[at + 1] ?? "");
  });
  return { markup: made };
}

function toMarkup(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string") return part.length > MAX_TEXT ? beginning(part) : escape(part);
  if (typeof part === "number") return String(part);
  if ("markup" in part) return part.markup;
  return part.map(toMarkup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function beginning(text: string): string {
  const shown = text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, "");
  return escape(`${shown}… ${leftOut(text.length - shown.length)}`);
}

/** What a report says in place of the rest of a text. `length` in UTF-16 units. */
export function leftOut(length: number): string {
  return `[${length.toLocaleString("en")} more characters are left out here; a report that ends in .json has them all]`;
}

function escape(text: string): string {
  return showHidden(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
