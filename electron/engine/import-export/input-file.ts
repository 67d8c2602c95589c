import { Problem } from "../../../shared/problem.ts";
import { refuseOversizedFile } from "../files/read-file.ts";

/** The last part of a path, whichever way its slashes lean. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}

/** The ending with its dot, lower case; empty where there is none. */
export function fileEnding(path: string): string {
  const base = baseName(path);
  const dot = base.lastIndexOf(".");
  return dot > 0 ? base.slice(dot).toLowerCase() : "";
}

export function fileStem(path: string): string {
  const base = baseName(path);
  const dot = base.lastIndexOf(".");
  return dot > 0 ? base.slice(0, dot) : base;
}

export { MAX_FILE_BYTES, refuseOversizedFile as checkSize } from "../files/read-file.ts";

export function unreadableFile(name: string, what: string): Problem {
  return new Problem("unreadable-file", `"${name}" ${what}`, { file: name });
}

/**
 * A file's text without its byte order mark; `note` says what it was in where that is not UTF-8. Throws a Problem when
 * the file is too large, empty or no text in UTF-8, or in UTF-16 with a mark, as Excel writes "Unicode text".
 */
export function decodeFileText(file: { name: string; bytes: Uint8Array }): { text: string; note: string | null } {
  const { name, bytes } = file;
  refuseOversizedFile(name, bytes.byteLength);
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  if (wide === null && bytes.includes(0)) {
    throw unreadableFile(name, "is not a text file, or not in UTF-8. Save it as UTF-8 text and import it again.");
  }
  let text: string;
  try {
    text = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadableFile(name, "is not in UTF-8. Save it as UTF-8 text and import it again.");
  }
  if (text.includes("\0")) throw unreadableFile(name, "is not a text file. Save it as UTF-8 text and import it again.");
  if (text.trim() === "") throw unreadableFile(name, "is empty. Choose a file with conversations or a prompt in it.");
  return {
    text: text.replace(/^\uFEFF+/, ""),
    note: wide === null ? null : "the file is in UTF-16; its text was read as that and is kept as UTF-8",
  };
}
