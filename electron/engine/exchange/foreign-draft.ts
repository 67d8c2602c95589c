import type { Check } from "../../../shared/domain/check.ts";
import type { Turn } from "../../../shared/domain/conversation.ts";
import { clipTitle } from "./clip-title.ts";
import type { ForeignTurns } from "./foreign-turns.ts";
import type { JsonRecord, ReadRecord } from "./format.ts";

export interface ForeignDraft {
  id: unknown;
  title: unknown;
  tags: string[];
  turns: Turn[];
  checks: Check[];
  notes: string[];
}

/** A conversation from another tool's fields. A title too long to be one is clipped and kept whole in the notes. */
export function foreignDraft(from: ForeignDraft): unknown {
  const given = typeof from.title === "string" ? from.title.trim() : "";
  const title = clipTitle(given === "" ? (from.turns[0]?.content ?? "") : given);
  const clipped = given.length > title.length && title.endsWith("…");
  const notes = clipped ? [`Title: ${given}`, ...from.notes] : from.notes;
  return {
    id: plainId(from.id),
    title,
    tags: [...new Set(from.tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))],
    turns: from.turns,
    checks: from.checks,
    notes: notes.join("\n\n"),
  };
}

/** An id as text; undefined where there is none, so that one is made from the content. */
export function plainId(id: unknown): string | undefined {
  if (typeof id === "number" && Number.isFinite(id)) return String(id);
  return typeof id === "string" && id.trim() !== "" ? id.trim() : undefined;
}

/** A record whose turns were read, as a conversation. Keys of the record that are not `known` are told once. */
export function foreignRecord(record: JsonRecord, read: ForeignTurns, known: readonly string[]): ReadRecord {
  if (!read.ok) return read;
  const notes = read.recorded === null ? [] : [`Recorded reply: ${read.recorded}`];
  const draft = foreignDraft({
    id: record["id"],
    title: record["title"],
    tags: [],
    turns: read.turns,
    checks: [],
    notes,
  });
  return { ok: true, draft, warnings: read.warnings, general: [...read.general, ...unusedKeys(record, known)] };
}

/** One note for each key that holds something and is not read. */
export function unusedKeys(record: JsonRecord, known: readonly string[], inside = ""): string[] {
  return Object.keys(record)
    .filter((key) => !known.includes(key) && record[key] !== null)
    .map((key) => `"${inside}${key}" is not used`);
}
