import { objectOf, textOf, type JsonObject } from "./json.ts";
import type { TokenUsage } from "./token-usage.ts";

/**
 * What a provider's answer says, before anything is decided of it. Readers take leniently what nobody needs (ids, roles,
 * dates, names of objects) and leave out what they cannot read; what decides, the reason it ended and the counts of
 * tokens, is read strictly: a value that is not sound is unknown, never passed on.
 */
export interface ReadReply {
  /** False where the answer has no place for a reply at all: then it is none, however well it ended. */
  hasReply: boolean;
  text: string;
  /** The model's thinking, apart from its answer; null where the provider sends none. */
  reasoning: string | null;
  /** The words of a refusal that came in a field of its own; null where there are none. */
  refusal: string | null;
  /** The provider's own words for why it ended, most telling last; empty where it does not say. */
  endings: string[];
  /** Names of the tools that the model asked for. */
  toolCalls: string[];
  usage: TokenUsage;
  /** An error that came in the place of the reply or beside it; null where there is none. */
  error: JsonObject | null;
  /** How many replies came; the first by its index was read. */
  replies: number;
}

/** Text and thinking of a message whose content is a text, a list of parts, or one part. */
export interface Parts {
  text: string[];
  reasoning: string[];
  refusal: string[];
}

const textTypes = new Set(["text", "output_text", "input_text", "markdown"]);
const thinkingTypes = new Set(["thinking", "reasoning", "reasoning_text", "reasoning.text", "thought"]);
const summaryTypes = new Set(["summary", "summary_text", "reasoning.summary"]);
/** Lists within lists are no provider's form; a body may hold a million of them. */
const MAX_DEPTH = 4;

/** Adds what `content` holds to `into`. A part of a kind that is not known is taken by its `text`, if it has no kind. */
export function readParts(content: unknown, into: Parts, kind: "text" | "reasoning" = "text", depth = 0): void {
  if (typeof content === "string") {
    into[kind].push(content);
    return;
  }
  if (Array.isArray(content)) {
    if (depth < MAX_DEPTH) for (const part of content) readParts(part, into, kind, depth + 1);
    return;
  }
  const part = objectOf(content);
  if (part) readPart(part, into, kind, depth + 1);
}

function readPart(part: JsonObject, into: Parts, kind: "text" | "reasoning", depth: number): void {
  const type = textOf(part["type"]);
  if (depth > MAX_DEPTH) return;
  if (type === "refusal") {
    into.refusal.push(textOf(part["refusal"]) ?? textOf(part["text"]) ?? "");
  } else if (type !== null && (thinkingTypes.has(type) || summaryTypes.has(type))) {
    const said = part["thinking"] ?? part["reasoning"] ?? part["text"] ?? part["summary"] ?? part["content"];
    readParts(said, into, "reasoning", depth);
  } else if (part["thought"] === true) {
    readParts(part["text"], into, "reasoning", depth);
  } else if (type === null || textTypes.has(type)) {
    readParts(part["text"] ?? part["content"], into, kind, depth);
  }
}

export function noParts(): Parts {
  return { text: [], reasoning: [], refusal: [] };
}

/** Several pieces of thinking as one text; null where all of them are empty. */
export function joinReasoning(pieces: readonly string[]): string | null {
  const said = pieces.filter((piece) => piece.trim() !== "");
  return said.length === 0 ? null : said.join("\n\n");
}
