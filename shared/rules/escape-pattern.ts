/**
 * A pattern that matches exactly this text. Holds in a JavaScript pattern of any mode (none, `u`, `v`) and in RE2, within a
 * class and outside of one. `RegExp.escape` does the same, but not on every Node.js that this runs on.
 */
export function escapePattern(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`)
    .replace(/[-,=<>#&!%:;@~'`"]/g, hex)
    .replace(/^[0-9A-Za-z]/, hex);
}

/** A backslash before a sign that needs none is an error in mode `u`; its code is none in any mode. */
const hex = (sign: string): string => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
