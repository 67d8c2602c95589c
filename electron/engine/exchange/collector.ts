import { z } from "zod";
import { conversationSchema, type Conversation } from "../../../shared/domain/conversation.ts";
import type { ImportNote } from "../../../shared/domain/exchange.ts";
import { canonicalJson, idFromContent } from "./content-hash.ts";

export interface ParsedConversation {
  conversation: Conversation;
  line: number | null;
}

/** Where something stands in a file: line and item both count from 1. */
export interface Place {
  line: number | null;
  item: number | null;
}

const draftSchema = conversationSchema.extend({ id: conversationSchema.shape.id.optional() });

/** Gathers what a file holds and what is to be said about it; nothing is dropped without a note. */
export class Collector {
  readonly file: string;
  readonly conversations: ParsedConversation[] = [];
  readonly prompts: { name: string; text: string }[] = [];
  readonly rejected: ImportNote[] = [];
  readonly #warnings: ImportNote[] = [];
  readonly #general = new Map<string, { first: number | null; count: number }>();
  readonly #seen = new Map<string, { conversation: Conversation; place: Place }>();

  constructor(file: string) {
    this.file = file;
  }

  /** Takes a conversation in, or rejects it with the reason. Says whether it came in. */
  add(draft: unknown, place: Place): boolean {
    const parsed = draftSchema.safeParse(draft, { error: wording });
    if (!parsed.success) {
      this.reject(place, parsed.error.issues.slice(0, 3).map(issueText).join("; "));
      return false;
    }
    const conversation: Conversation = { ...parsed.data, id: parsed.data.id ?? idFromContent(parsed.data) };
    const earlier = this.#seen.get(conversation.id);
    if (!earlier) {
      this.#seen.set(conversation.id, { conversation, place });
      this.conversations.push({ conversation, line: place.line });
      return true;
    }
    if (parsed.data.id === undefined && idFromContent(earlier.conversation) === conversation.id) {
      this.warn(place, `has the same turns and checks as the one ${placeText(earlier.place)}; that one was kept`);
      return false;
    }
    if (canonicalJson(conversation) === canonicalJson(earlier.conversation)) {
      this.warn(place, `repeats the conversation ${placeText(earlier.place)}; it was kept once`);
      return false;
    }
    this.reject(place, `the id "${conversation.id}" is taken by a different conversation ${placeText(earlier.place)}`);
    return false;
  }

  reject(place: Place, reason: string): void {
    this.rejected.push({ file: this.file, line: place.line, reason: withItem(place, reason) });
  }

  warn(place: Place, reason: string): void {
    this.#warnings.push({ file: this.file, line: place.line, reason: withItem(place, reason) });
  }

  /** For what holds of many conversations alike: one note, with a count and the first line. */
  warnOnce(place: Place, reason: string): void {
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

function placeText(place: Place): string {
  if (place.line === null) return place.item === null ? "before it" : `at item ${place.item}`;
  return place.item === null ? `on line ${place.line}` : `on line ${place.line} (item ${place.item})`;
}

function withItem(place: Place, reason: string): string {
  return place.item === null ? reason : `item ${place.item}: ${reason}`;
}

/** zod's own words speak of types and unions; these speak of a file. Messages set in the schema win over them. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
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
