import { showHidden } from "../../../shared/rules/hidden-text.ts";

/** Text that is markup already: the only kind that `markup` does not escape. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | null | Markup | readonly Part[];

/**
 * A template for HTML and XML alike: strings put into it are escaped, in text and in quoted attributes, and hold
 * nothing that XML forbids, a terminal obeys or that turns the words beside it.
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
  if (typeof part === "string") return escape(part);
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

function escape(text: string): string {
  return showHidden(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
