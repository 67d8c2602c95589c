import type { AssistantTurns, ImportFormat } from "../../../shared/domain/exchange.ts";
import type { Collector } from "./collector.ts";

/** A JSON object as it came out of a file: nothing about it is known yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One record as a conversation. `draft` is checked against the domain schema by the collector;
 * `warnings` are told line by line, `general` ones once per file with a count.
 */
export type ReadRecord =
  | { ok: true; draft: unknown; warnings: string[]; general: string[] }
  | { ok: false; reason: string };

/** A format of JSON objects: one a line, a list of them, or a single one. */
export interface RecordFormat {
  kind: "records";
  format: ImportFormat;
  /** What a record looks like, for a person. */
  form: string;
  recognises(record: JsonRecord): boolean;
  read(record: JsonRecord, assistantTurns: AssistantTurns): ReadRecord;
}

/** A format that is not JSON; known by its file ending. */
export interface TextFormat {
  kind: "text";
  format: ImportFormat;
  form: string;
  endings: readonly string[];
  read(text: string, collector: Collector): void;
}

export type Format = RecordFormat | TextFormat;
