import { objectOf, type JsonObject, textOf } from "./unknown-json.ts";

/** Tokens of one call; null where the provider does not say, or says something that is no count. */
interface TokenUsage {
  input: number | null;
  output: number | null;
  /** The provider's own object, as JSON text; `null` as text where there is none. */
  raw: string;
}

/** No call comes near; sums over a run's calls stay exact below it. */
const MAX_TOKENS = 1_000_000_000;
/** A usage that takes more room than this is no usage: only its counts are kept. */
const MAX_USAGE_CHARACTERS = 16_384;

/**
 * A count of tokens: rounded where it is a fraction, read where it is a text of digits, null where it is negative,
 * not finite, beyond any call, or no number at all.
 */
export function tokenCountOf(value: unknown): number | null {
  const number = typeof value === "string" && /^\s*\d{1,12}(\.\d{1,6})?\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number < 0 || number > MAX_TOKENS) return null;
  return Math.round(number);
}

/** A count that a provider leaves out where it is nothing: null only where what it says cannot be read. */
function optionalTokenCount(value: unknown): number | null {
  return value === undefined || value === null ? 0 : tokenCountOf(value);
}

/** Chat Completions (`prompt_tokens`, `completion_tokens`) and Responses (`input_tokens`, `output_tokens`). */
export function openaiUsage(value: unknown): TokenUsage {
  const usage = objectOf(value);
  if (!usage) return unknownUsage;
  const input = tokenCountOf(usage["prompt_tokens"] ?? usage["input_tokens"]);
  const output = tokenCountOf(usage["completion_tokens"] ?? usage["output_tokens"]);
  const total = tokenCountOf(usage["total_tokens"]);
  const raw = rawUsage(usage);
  if (input === null || output === null || total === null || total <= input + output) return { input, output, raw };
  // Some count thinking, or what came from their cache, beside these two: only the total has it.
  const unnamed = total - input - output;
  const details = objectOf(usage["completion_tokens_details"] ?? usage["output_tokens_details"]);
  const inputDetails = objectOf(usage["prompt_tokens_details"] ?? usage["input_tokens_details"]);
  const reasoning = tokenCountOf(details?.["reasoning_tokens"] ?? usage["reasoning_tokens"]);
  const cached = tokenCountOf(inputDetails?.["cached_tokens"] ?? usage["cached_tokens"]);
  const isCached = reasoning !== unnamed && cached !== null && cached > 0 && cached === unnamed;
  return isCached ? { input: input + unnamed, output, raw } : { input, output: output + unnamed, raw };
}

/** Anthropic's `input_tokens` leaves out what was written to and read from its cache. */
export function anthropicUsage(value: unknown): TokenUsage {
  const usage = objectOf(value);
  if (!usage) return unknownUsage;
  const input = sumOfCounts([
    tokenCountOf(usage["input_tokens"]),
    optionalTokenCount(usage["cache_creation_input_tokens"]),
    optionalTokenCount(usage["cache_read_input_tokens"]),
  ]);
  return { input, output: tokenCountOf(usage["output_tokens"]), raw: rawUsage(usage) };
}

/** Google leaves out counts that are 0, and counts thinking beside the candidates. */
export function googleUsage(value: unknown): TokenUsage {
  const usage = objectOf(value);
  if (!usage) return unknownUsage;
  const prompt = tokenCountOf(usage["promptTokenCount"]);
  const input = sumOfCounts([prompt, optionalTokenCount(usage["toolUsePromptTokenCount"])]);
  const said = sumOfCounts([
    optionalTokenCount(usage["candidatesTokenCount"]),
    optionalTokenCount(usage["thoughtsTokenCount"]),
  ]);
  const total = tokenCountOf(usage["totalTokenCount"]);
  const isSilent = usage["candidatesTokenCount"] == null && usage["thoughtsTokenCount"] == null;
  const raw = rawUsage(usage);
  if (input !== null && said !== null && total !== null && total > input + said) {
    return { input, output: total - input, raw };
  }
  return { input, output: isSilent && total === null ? null : said, raw };
}

const unknownUsage: TokenUsage = { input: null, output: null, raw: "null" };

function sumOfCounts(counts: readonly (number | null)[]): number | null {
  const sum = counts.reduce((all, count) => (all === null || count === null ? null : all + count), 0);
  return sum === null ? null : tokenCountOf(sum);
}

/** As it came, so that what the readers do not know of is there to be looked up. */
function rawUsage(usage: JsonObject): string {
  try {
    const text = JSON.stringify(usage);
    return text.length <= MAX_USAGE_CHARACTERS ? text : "null";
  } catch {
    // Nested deeper than the stack reaches.
    return "null";
  }
}

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
interface Parts {
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
