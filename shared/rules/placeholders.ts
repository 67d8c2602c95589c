import { plural } from "./plural.ts";

/**
 * Forms in which other tools write a place that a value goes to: Mustache, Handlebars, Jinja and Liquid (`{{name}}`,
 * `{% if %}`), ERB (`<%= name %>`), shells and JavaScript (`${name}`), and f-strings (`{name}`). Each is linear: what
 * stands inside is short and holds none of the brackets.
 */
const forms =
  /\{\{[^{}\n]{1,100}\}\}|\{%[^{}%\n]{1,100}%\}|<%[^<>%\n]{1,100}%>|\$?(?<![{\\\w])\{[\p{L}_][\p{L}\p{N}_.]{0,60}\}(?!\})/gu;
const MAX_NAMED = 3;

/** The places in a text that look as if a value belonged there, as they are written, each once, in order. */
export function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(forms))];
}

/** What a person should know of them; null where there are none. `subject` is what has them, such as "The prompt". */
export function placeholdersNote(found: readonly string[], subject: string): string | null {
  if (found.length === 0) return null;
  const more = found.length - MAX_NAMED;
  const named = [...found.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])];
  const list = named.length === 1 ? named[0] : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
  const are = found.length === 1 ? "is sent as it stands" : "are sent as they stand";
  return `${subject} has ${plural(found.length, "placeholder")}: ${list} ${are}, since no values are filled in yet. Write the values into the text to test what your bot would send.`;
}
