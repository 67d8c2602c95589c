import { showHidden } from "../../../shared/rules/hidden-text.ts";
import { oneLine } from "./report-words.ts";

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
const commits = /(?<![\p{L}\p{N}])(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{7,64}(?![\p{L}\p{N}])/giu;

/** Text in a line that no character of it can format, link, mention or break out of. */
export function plain(text: string, most: number): string {
  return showHidden(oneLine(text, most))
    .replaceAll("\n", " ")
    .replace(commits, (digits) => digits.slice(0, 6) + WORD_JOINER + digits.slice(6))
    .replace(bareLinks, `${WORD_JOINER}$&${WORD_JOINER}`)
    .replace(/[\\`*_[\]<>|~$&]/g, "\\$&");
}

/** Text of one line as code, which stays as it is and ends where it ends. */
export function code(text: string): string {
  const shown = showHidden(oneLine(text, text.length)).replaceAll("\n", " ");
  const fence = "`".repeat(longestRun(shown) + 1);
  return /^`|`$/.test(shown) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Lines of text in a fence that nothing in it can close. */
export function fenced(text: string): string[] {
  const shown = showHidden(text);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return [`${fence}text`, ...shown.split("\n"), fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
