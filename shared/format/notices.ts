import { assertNever } from "../errors.ts";
import type { ConsentKey } from "../domain/consent.ts";
import type { RunProgress } from "../domain/run.ts";
import { plural } from "./count.ts";

/** What would happen, as a sentence without its subject: "send replies to https://…". */
export function formatConsent({ kind, address, key }: ConsentKey): string {
  const plain = kind !== "file" && isUnencryptedAddress(address) ? ", unencrypted" : "";
  switch (kind) {
    case "model":
      return key === null
        ? `send prompts and conversations to ${address}${plain}`
        : `send ${key}, prompts and conversations to ${address}${plain}`;
    case "webhook":
      return `send replies and their conversations to ${address}${plain}`;
    case "file":
      return `read ${address}, which is outside the project's folder`;
    default:
      return assertNever(kind);
  }
}

/** Whether what goes there can be read on its way. */
function isUnencryptedAddress(address: string): boolean {
  return /^http:\/\/(?!(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$)/.test(address);
}

const waitingTexts = {
  "rate-limit": "waiting for the provider's rate limit",
  model: "waiting for the model to be loaded",
  server: "waiting for the server to start",
} as const;

/** What a run waits for, and until when by this machine's clock; null where it does not, or not any more. */
export function formatWaiting(waiting: RunProgress["waiting"], now: number): string | null {
  if (waiting === null || Date.parse(waiting.until) <= now) return null;
  const until = new Date(waiting.until).toLocaleTimeString("en-GB");
  return `${waitingTexts[waiting.for]}, until ${until}`;
}

/**
 * Forms in which other tools write a place that a value goes to: Mustache, Handlebars, Jinja and Liquid (`{{name}}`,
 * `{% if %}`), ERB (`<%= name %>`), shells and JavaScript (`${name}`), and f-strings (`{name}`). Each is linear: what
 * stands inside is short and holds none of the brackets.
 */
const placeholderPattern =
  /\{\{[^{}\n]{1,100}\}\}|\{%[^{}%\n]{1,100}%\}|<%[^<>%\n]{1,100}%>|\$?(?<![{\\\w])\{[\p{L}_][\p{L}\p{N}_.]{0,60}\}(?!\})/gu;
const MAX_NAMED_PLACEHOLDERS = 3;

/** The places in a text that look as if a value belonged there, as they are written, each once, in order. */
export function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(placeholderPattern))];
}

/** What a person should know of them; null where there are none. `subject` is what has them, such as "The prompt". */
export function placeholdersNote(found: readonly string[], subject: string): string | null {
  if (found.length === 0) return null;
  const more = found.length - MAX_NAMED_PLACEHOLDERS;
  const named = [...found.slice(0, MAX_NAMED_PLACEHOLDERS), ...(more > 0 ? [`${more} more`] : [])];
  const list = named.length === 1 ? named[0] : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
  const are = found.length === 1 ? "is sent as it stands" : "are sent as they stand";
  return `${subject} has ${plural(found.length, "placeholder")}: ${list} ${are}, since no values are filled in yet. Write the values into the text to test what your bot would send.`;
}
