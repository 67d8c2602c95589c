/**
 * Characters of a text that a reader does not see, but that a terminal, a browser or a build server acts on: control
 * characters, what turns the direction of writing, zero-width characters, tag characters, variation selectors,
 * separators of lines, halves of surrogate pairs, non-characters. Line feeds and tabs are among them here.
 */
const hiddenCharacters =
  "\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\uFFF9-\\uFFFB";

const joiningScripts =
  "Arabic Syriac Mongolian Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar"
    .split(" ")
    .map((script) => `\\p{Script=${script}}`)
    .join("");

/** Those that ordinary writing needs, where nothing can be hidden in them. */
const neededCharacters = [
  // Within an emoji of several people, and between letters of scripts that join.
  "(?<=\\p{Extended_Pictographic}[\\uFE0F\\u{1F3FB}-\\u{1F3FF}]?)\\u200D(?=\\p{Extended_Pictographic})",
  `(?<=[${joiningScripts}])[\\u200C\\u200D](?=[${joiningScripts}])`,
  // One variant of the character before.
  "(?<=[\\p{Emoji}\\p{S}])[\\uFE0E\\uFE0F]",
  "(?<=\\p{Script=Han})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]",
  "(?<=\\p{Script=Mongolian})[\\u180B-\\u180D]",
  // The flags of England, Scotland and Wales.
  "(?<=\\u{1F3F4})\\u{E0067}\\u{E0062}(?:\\u{E0065}\\u{E006E}\\u{E0067}|\\u{E0073}\\u{E0063}\\u{E0074}|\\u{E0077}\\u{E006C}\\u{E0073})\\u{E007F}",
].join("|");

const hiddenToShow = new RegExp(`(${neededCharacters})|\\r\\n|[${hiddenCharacters}]`, "gu");
const hiddenInJson = new RegExp(`[${hiddenCharacters}]`, "gu");

/**
 * The text with such characters in sight: control characters as their pictures (␛), others as �. Every line ends in
 * \n; tabs stay. What comes out is legal in XML 1.0.
 */
export function showHiddenCharacters(text: string): string {
  return text.replace(hiddenToShow, (found, kept: string | undefined) => {
    if (kept !== undefined || found === "\n" || found === "\t") return found;
    if (found === "\r\n" || found === "\r") return "\n";
    const code = found.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "␡" : "�";
  });
}

/**
 * JSON of a value that can be shown anywhere: hidden characters stand in it as \u escapes, so that a parser
 * gets the value as it is. `indent` as for JSON.stringify.
 */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(hiddenInJson, (found) =>
    // The lines of the document itself; within its strings there are none.
    found === "\n"
      ? found
      : Array.from({ length: found.length }, (_, at) => unicodeEscape(found.charCodeAt(at))).join(""),
  );
}

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/**
 * A pattern that matches exactly this text. Holds in a JavaScript pattern of any mode (none, `u`, `v`) and in RE2, within a
 * class and outside of one. `RegExp.escape` does the same, but not on every Node.js that this runs on.
 */
export function escapeRegExp(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`)
    .replace(/[-,=<>#&!%:;@~'`"]/g, hexEscape)
    .replace(/^[0-9A-Za-z]/, hexEscape);
}

/** A backslash before a sign that needs none is an error in mode `u`; its code is none in any mode. */
const hexEscape = (sign: string): string => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
