import { Problem } from "../../../shared/problem.ts";
import { refuseSize } from "../read-file.ts";

export { maxFileBytes, refuseSize as checkSize } from "../read-file.ts";

export function unreadable(name: string, what: string): Problem {
  return new Problem("unreadable-file", `"${name}" ${what}`, { file: name });
}

/** A file's text without its byte order mark. Throws a Problem when it is too large, empty or not UTF-8 text. */
export function decode(file: { name: string; bytes: Uint8Array }): string {
  refuseSize(file.name, file.bytes.byteLength);
  if (file.bytes.includes(0)) {
    throw unreadable(file.name, "is not a text file, or not in UTF-8. Save it as UTF-8 text and import it again.");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
  } catch {
    throw unreadable(file.name, "is not in UTF-8. Save it as UTF-8 text and import it again.");
  }
  if (text.trim() === "") throw unreadable(file.name, "is empty. Choose a file with conversations or a prompt in it.");
  return text.replace(/^\uFEFF+/, "");
}
