import { showHiddenCharacters } from "../../../shared/format/escape-text.ts";
import { clipToLine } from "./report-content.ts";

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
  return showHiddenCharacters(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Keeps what stands on both sides of it from being read as one, and shows nothing itself. */
const WORD_JOINER = "\u2060";

/**
 * Where GitHub, GitLab and other readers of Markdown make a link, a mention or a picture of bare text. No backslash
 * prevents that, since they look for it in what is shown; word joiners on both sides of these characters do: behind
 * them for those who look at what comes before, and before them for those who look at what follows.
 */
const bareLinks = new RegExp(
  [
    // Addresses (http://, //host), and names of hosts and files without one: www.example.com, example.com.
    "/(?=/)|(?<=[wW])[.]",
    "(?<=\\S)[.。．｡](?=[\\p{L}\\p{N}])(?![\\p{N}.]+(?![\\p{L}\\p{N}]))",
    // E-mail addresses, people and teams; issues and colours; GitLab's merge requests, milestones, labels, epics.
    "[@#]",
    '[!%~$&^](?=[\\p{L}\\p{N}"])',
    // Tickets (GH-12, ABC-7) and emoji by name (:shipit: is an image).
    "(?<=\\p{Lu}[\\p{Lu}\\p{N}_]*)-(?=\\p{N})",
    ":(?=(?:[\\w+-]*[a-z+-][\\w+-]*|100|1234):)",
  ].join("|"),
  "gu",
);
/** GitHub links the first digits of a commit, too: seven hexadecimal ones and more, of which one is a letter. */
const commitHashes = /(?<![\p{L}\p{N}])(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{7,64}(?![\p{L}\p{N}])/giu;

/** Text in a line that no character of it can format, link, mention or break out of. */
export function markdownText(text: string, most: number): string {
  return showHiddenCharacters(clipToLine(text, most))
    .replaceAll("\n", " ")
    .replace(commitHashes, (digits) => digits.slice(0, 6) + WORD_JOINER + digits.slice(6))
    .replace(bareLinks, `${WORD_JOINER}$&${WORD_JOINER}`)
    .replace(/[\\`*_[\]<>|~$&]/g, "\\$&");
}

/** Text of one line as code, which stays as it is and ends where it ends. */
export function markdownCode(text: string): string {
  const shown = showHiddenCharacters(clipToLine(text, text.length)).replaceAll("\n", " ");
  const fence = "`".repeat(longestRun(shown) + 1);
  return /^`|`$/.test(shown) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Lines of text in a fence that nothing in it can close. */
export function markdownFence(text: string): string[] {
  const shown = showHiddenCharacters(text);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return [`${fence}text`, ...shown.split("\n"), fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
