import type { AssistantTurns, ImportFormat, ImportNote } from "../../../shared/domain/exchange.ts";
import { assertNever } from "../../../shared/assert-never.ts";
import { Collector, type ParsedConversation } from "./collector.ts";
import { decode, unreadable } from "./decode.ts";
import { fileEnding } from "./file-name.ts";
import { isRecord, type Format, type RecordFormat } from "./format.ts";
import { formats } from "./formats.ts";
import { jsonEntries, type JsonEntry } from "./json-records.ts";

export { checkSize, maxFileBytes } from "./decode.ts";
export type { ParsedConversation } from "./collector.ts";

export interface ParsedFile {
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
export function parseFile(
  file: { name: string; bytes: Uint8Array },
  options: { format?: ImportFormat; assistantTurns: AssistantTurns },
): ParsedFile {
  const { text, note } = decode(file);
  const collector = new Collector(file.name);
  if (note !== null) collector.warn({ line: null, item: null }, note);
  const format = chosenFormat(file.name, options.format);
  if (format?.kind === "text") {
    format.read(text, collector);
    return finish(format, collector);
  }
  const ending = fileEnding(file.name);
  const looksJson = format !== null || ending === ".json" || /^\s*[[{]/.test(text) || isLines(ending);
  const entries = looksJson ? jsonEntries(file.name, text, ending === ".json") : [];
  const chosen = format ?? commonestFormat(entries);
  if (chosen === null) throw unrecognised(file.name, entries);
  readEntries(entries, chosen, collector, options.assistantTurns);
  return finish(chosen, collector);
}

function isLines(ending: string): boolean {
  return ending === ".jsonl" || ending === ".ndjson";
}

/** The format that was asked for or that the ending names; null where the content has to tell. */
function chosenFormat(name: string, wanted: ImportFormat | undefined): Format | null {
  const ending = fileEnding(name);
  const found =
    wanted === undefined
      ? formats.find((format) => format.kind === "text" && format.endings.includes(ending))
      : formats.find((format) => format.format === wanted);
  return found ?? null;
}

/** The format of most records, so that one odd line at the top does not spoil the file. */
function commonestFormat(entries: readonly JsonEntry[]): RecordFormat | null {
  const records = formats.filter((format) => format.kind === "records");
  const counts = new Map<RecordFormat, number>();
  for (const entry of entries) {
    if (!entry.ok || !isRecord(entry.value)) continue;
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
  collector: Collector,
  assistantTurns: AssistantTurns,
): void {
  for (const entry of entries) {
    if (!entry.ok) {
      collector.reject(entry.place, entry.reason);
      continue;
    }
    if (!isRecord(entry.value)) {
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

function unrecognised(name: string, entries: readonly JsonEntry[]): Error {
  const broken = entries.find((entry) => !entry.ok);
  const where = broken?.place.line ? `line ${broken.place.line} is ${broken.reason}` : null;
  const forms = formats.map((format) => `${formFor(format)} (${format.format})`).join("; ");
  return unreadable(
    name,
    `is of no format that can be read${where === null ? "" : `: ${where}`}. Files may hold ${forms}. ` +
      "If it is one of these, name the format when importing.",
  );
}

function formFor(format: Format): string {
  switch (format.kind) {
    case "records":
      return format.form;
    case "text":
      return `${format.form}, ending in ${format.endings.join(", ")}`;
    default:
      return assertNever(format);
  }
}

function finish(format: Format, collector: Collector): ParsedFile {
  const { conversations, prompts, rejected } = collector;
  return { format: format.format, conversations, prompts, rejected, warnings: collector.warnings() };
}
