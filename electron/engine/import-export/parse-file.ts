import type { AssistantTurns, ImportFormat, ImportNote } from "../../../shared/domain/import-report.ts";
import { assertNever, errorMessageOf } from "../../../shared/errors.ts";
import {
  ImportCollector,
  type ParsedConversation,
  isJsonRecord,
  type AnyFormat,
  type RecordFormat,
  type EntryPosition,
} from "./import-format.ts";
import { decodeFileText, unreadableFile, fileEnding } from "./input-file.ts";
import { importFormats } from "./formats.ts";

export { checkSize, MAX_FILE_BYTES } from "./input-file.ts";
export type { ParsedConversation } from "./import-format.ts";

export interface ParsedImportFile {
  format: ImportFormat;
  conversations: ParsedConversation[];
  prompts: { name: string; text: string }[];
  /** What did not come in. */
  rejected: ImportNote[];
  /** What came in altered, or was left aside. */
  warnings: ImportNote[];
}

/**
 * Reads a file of any known format; `format` overrules what its ending and content say.
 * Throws a Problem ("unreadable-file") only where nothing at all can be read; the rest are notes.
 */
export function parseImportFile(
  file: { name: string; bytes: Uint8Array },
  options: { format?: ImportFormat; assistantTurns: AssistantTurns },
): ParsedImportFile {
  const { text, note } = decodeFileText(file);
  const collector = new ImportCollector(file.name);
  if (note !== null) collector.warn({ line: null, item: null }, note);
  const format = chosenFormat(file.name, options.format);
  if (format?.kind === "text") {
    format.read(text, collector);
    return parsedFile(format, collector);
  }
  const ending = fileEnding(file.name);
  const looksJson = format !== null || ending === ".json" || /^\s*[[{]/.test(text) || isJsonLines(ending);
  const entries = looksJson ? jsonEntries(file.name, text, ending === ".json") : [];
  const chosen = format ?? commonestFormat(entries);
  if (chosen === null) throw unrecognisedFile(file.name, entries);
  readEntries(entries, chosen, collector, options.assistantTurns);
  return parsedFile(chosen, collector);
}

function isJsonLines(ending: string): boolean {
  return ending === ".jsonl" || ending === ".ndjson";
}

/** The format that was asked for or that the ending names; null where the content has to tell. */
function chosenFormat(name: string, wanted: ImportFormat | undefined): AnyFormat | null {
  const ending = fileEnding(name);
  const found =
    wanted === undefined
      ? importFormats.find((format) => format.kind === "text" && format.endings.includes(ending))
      : importFormats.find((format) => format.format === wanted);
  return found ?? null;
}

/** The format of most records, so that one odd line at the top does not spoil the file. */
function commonestFormat(entries: readonly JsonEntry[]): RecordFormat | null {
  const records = importFormats.filter((format) => format.kind === "records");
  const counts = new Map<RecordFormat, number>();
  for (const entry of entries) {
    if (!entry.ok || !isJsonRecord(entry.value)) continue;
    const { value } = entry;
    const format = records.find((candidate) => candidate.recognises(value));
    if (format) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  let best: RecordFormat | null = null;
  for (const format of records) {
    if ((counts.get(format) ?? 0) > (best ? (counts.get(best) ?? 0) : 0)) best = format;
  }
  return best;
}

function readEntries(
  entries: readonly JsonEntry[],
  format: RecordFormat,
  collector: ImportCollector,
  assistantTurns: AssistantTurns,
): void {
  for (const entry of entries) {
    if (!entry.ok) {
      collector.reject(entry.place, entry.reason);
      continue;
    }
    if (!isJsonRecord(entry.value)) {
      collector.reject(entry.place, `not a JSON object of the form ${format.form}`);
      continue;
    }
    const read = format.read(entry.value, assistantTurns);
    if (!read.ok) {
      collector.reject(entry.place, read.reason);
      continue;
    }
    if (!collector.add(read.draft, entry.place)) continue;
    for (const warning of read.warnings) collector.warn(entry.place, warning);
    for (const warning of read.general) collector.warnOnce(entry.place, warning);
  }
}

function unrecognisedFile(name: string, entries: readonly JsonEntry[]): Error {
  const broken = entries.find((entry) => !entry.ok);
  const where = broken?.place.line ? `line ${broken.place.line} is ${broken.reason}` : null;
  const forms = importFormats.map((format) => `${formatDescription(format)} (${format.format})`).join("; ");
  return unreadableFile(
    name,
    `is of no format that can be read${where === null ? "" : `: ${where}`}. Files may hold ${forms}. ` +
      "If it is one of these, name the format when importing.",
  );
}

function formatDescription(format: AnyFormat): string {
  switch (format.kind) {
    case "records":
      return format.form;
    case "text":
      return `${format.form}, ending in ${format.endings.join(", ")}`;
    default:
      return assertNever(format);
  }
}

function parsedFile(format: AnyFormat, collector: ImportCollector): ParsedImportFile {
  const { conversations, prompts, rejected } = collector;
  return { format: format.format, conversations, prompts, rejected, warnings: collector.warnings() };
}

type JsonEntry =
  | { ok: true; value: unknown; place: EntryPosition }
  | { ok: false; reason: string; place: EntryPosition };

// Far beyond any real check's value; recursion over what passes it cannot exhaust the stack.
const maxDepth = 64;

/**
 * The JSON values of a file: the items of one list, one value, or one value a line.
 * A broken line becomes an entry with its reason; `whole` says that lines will not do, as for .json files.
 * Throws a Problem when the text has to be one JSON value and is not.
 */
function jsonEntries(name: string, text: string, whole: boolean): JsonEntry[] {
  const parsed = parseJson(text);
  if (parsed.ok && Array.isArray(parsed.value)) {
    const lines = itemLines(text);
    return parsed.value.map((value: unknown, at) => jsonEntry(value, { line: lines[at] ?? null, item: at + 1 }));
  }
  if (parsed.ok) return [jsonEntry(parsed.value, { line: firstLine(text), item: null })];
  if (whole && !firstLineIsObject(text)) {
    throw unreadableFile(name, `is not valid JSON: ${parsed.reason}. Mend it there and import it again.`);
  }
  return lineEntries(text);
}

function lineEntries(text: string): JsonEntry[] {
  const entries: JsonEntry[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, at) => {
    if (line.trim() === "") return;
    const place = { line: at + 1, item: null };
    const parsed = parseJson(line);
    entries.push(
      parsed.ok ? jsonEntry(parsed.value, place) : { ok: false, reason: `not valid JSON: ${parsed.reason}`, place },
    );
  });
  return entries;
}

function jsonEntry(value: unknown, place: EntryPosition): JsonEntry {
  return deeperThan(value, maxDepth)
    ? { ok: false, reason: `nested more than ${maxDepth} levels deep`, place }
    : { ok: true, value, place };
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(inner, levels - 1));
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, reason: errorMessageOf(error) };
  }
}

function firstLineIsObject(text: string): boolean {
  const line = /\S[^\r\n]*/.exec(text)?.[0] ?? "";
  return line.startsWith("{") && parseJson(line).ok;
}

function firstLine(text: string): number {
  return countLines(text.slice(0, text.search(/\S/))) + 1;
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

const quote = 0x22;
const backslash = 0x5c;

/** The line on which each item of a list starts. The text is known to be a valid JSON list. */
function itemLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let waiting = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) line += 1;
    if (code <= 0x20) continue;
    const char = text[at];
    if (waiting && char !== "]") {
      lines.push(line);
      waiting = false;
    }
    if (code === quote) at = endOfString(text, at);
    else if (char === "[" || char === "{") {
      depth += 1;
      if (depth === 1) waiting = true;
    } else if (char === "]" || char === "}") depth -= 1;
    else if (char === "," && depth === 1) waiting = true;
  }
  return lines;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}
