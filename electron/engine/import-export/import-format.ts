import type { AssistantTurns, ImportFormat, ImportNote } from "../../../shared/domain/import-report.ts";
import { z } from "zod";
import { conversationSchema, type Conversation } from "../../../shared/domain/conversation.ts";
import { canonicalJson, conversationIdFromContent } from "../store/content-hash.ts";

/** A JSON object as it came out of a file: nothing about it is known yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isJsonRecord(value: unknown): value is JsonRecord {
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
export interface RecordFormat<Name extends ImportFormat = ImportFormat> {
  kind: "records";
  format: Name;
  /** What a record looks like, for a person. */
  form: string;
  recognises(record: JsonRecord): boolean;
  read(record: JsonRecord, assistantTurns: AssistantTurns): ReadRecord;
}

/** A format that is not JSON; known by its file ending. */
export interface TextFormat<Name extends ImportFormat = ImportFormat> {
  kind: "text";
  format: Name;
  form: string;
  endings: readonly string[];
  read(text: string, collector: ImportCollector): void;
}

export type AnyFormat<Name extends ImportFormat = ImportFormat> = RecordFormat<Name> | TextFormat<Name>;

export interface ParsedConversation {
  conversation: Conversation;
  line: number | null;
}

/** Where something stands in a file: line and item both count from 1. */
export interface EntryPosition {
  line: number | null;
  item: number | null;
}

const draftSchema = conversationSchema.extend({ id: conversationSchema.shape.id.optional() });

/** Gathers what a file holds and what is to be said about it; nothing is dropped without a note. */
export class ImportCollector {
  readonly file: string;
  readonly conversations: ParsedConversation[] = [];
  readonly prompts: { name: string; text: string }[] = [];
  readonly rejected: ImportNote[] = [];
  readonly #warnings: ImportNote[] = [];
  readonly #general = new Map<string, { first: number | null; count: number }>();
  readonly #seen = new Map<string, { conversation: Conversation; place: EntryPosition }>();

  constructor(file: string) {
    this.file = file;
  }

  /** Takes a conversation in, or rejects it with the reason. Says whether it came in. */
  add(draft: unknown, place: EntryPosition): boolean {
    const parsed = draftSchema.safeParse(draft, { error: zodIssueText });
    if (!parsed.success) {
      this.reject(place, parsed.error.issues.slice(0, 3).map(issueText).join("; "));
      return false;
    }
    const conversation: Conversation = { ...parsed.data, id: parsed.data.id ?? conversationIdFromContent(parsed.data) };
    const earlier = this.#seen.get(conversation.id);
    if (!earlier) {
      this.#seen.set(conversation.id, { conversation, place });
      this.conversations.push({ conversation, line: place.line });
      return true;
    }
    if (parsed.data.id === undefined && conversationIdFromContent(earlier.conversation) === conversation.id) {
      this.warn(place, `has the same turns and checks as the one ${positionText(earlier.place)}; that one was kept`);
      return false;
    }
    if (canonicalJson(conversation) === canonicalJson(earlier.conversation)) {
      this.warn(place, `repeats the conversation ${positionText(earlier.place)}; it was kept once`);
      return false;
    }
    this.reject(
      place,
      `the id "${conversation.id}" is taken by a different conversation ${positionText(earlier.place)}`,
    );
    return false;
  }

  reject(place: EntryPosition, reason: string): void {
    this.rejected.push({ file: this.file, line: place.line, reason: withItem(place, reason) });
  }

  warn(place: EntryPosition, reason: string): void {
    this.#warnings.push({ file: this.file, line: place.line, reason: withItem(place, reason) });
  }

  /** For what holds of many conversations alike: one note, with a count and the first line. */
  warnOnce(place: EntryPosition, reason: string): void {
    const known = this.#general.get(reason);
    if (known) known.count += 1;
    else this.#general.set(reason, { first: place.line, count: 1 });
  }

  warnings(): ImportNote[] {
    const general = [...this.#general].map(([reason, { first, count }]) => ({
      file: this.file,
      line: first,
      reason: count > 1 ? `${reason} (${count} times, here first)` : reason,
    }));
    return [...general, ...this.#warnings];
  }
}

function positionText(place: EntryPosition): string {
  if (place.line === null) return place.item === null ? "before it" : `at item ${place.item}`;
  return place.item === null ? `on line ${place.line}` : `on line ${place.line} (item ${place.item})`;
}

function withItem(place: EntryPosition, reason: string): string {
  return place.item === null ? reason : `item ${place.item}: ${reason}`;
}

/** zod's own words speak of types and unions; these speak of a file. Messages set in the schema win over them. */
function zodIssueText(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    return issue.input === undefined ? "is missing" : `should be of type ${issue.expected}`;
  }
  if (issue.code === "invalid_union" && issue.path?.at(-1) === "role") return 'should be "user" or "assistant"';
  if (issue.code === "too_big") return `is longer than ${issue.maximum} characters`;
  if (issue.code === "too_small" && issue.origin === "string") return "is empty";
  return undefined;
}

function issueText(issue: z.core.$ZodIssue): string {
  const path = issue.path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`))
    .join("");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
