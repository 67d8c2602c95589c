import { objectOf, type JsonObject } from "./json.ts";

/** Tokens of one call; null where the provider does not say, or says something that is no count. */
export interface TokenUsage {
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
export function countOf(value: unknown): number | null {
  const number = typeof value === "string" && /^\s*\d{1,12}(\.\d{1,6})?\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number < 0 || number > MAX_TOKENS) return null;
  return Math.round(number);
}

/** A count that a provider leaves out where it is nothing: null only where what it says cannot be read. */
function countOrNone(value: unknown): number | null {
  return value === undefined || value === null ? 0 : countOf(value);
}

/** Chat Completions (`prompt_tokens`, `completion_tokens`) and Responses (`input_tokens`, `output_tokens`). */
export function openaiUsage(value: unknown): TokenUsage {
  const usage = objectOf(value);
  if (!usage) return unknownUsage;
  const input = countOf(usage["prompt_tokens"] ?? usage["input_tokens"]);
  const output = countOf(usage["completion_tokens"] ?? usage["output_tokens"]);
  const total = countOf(usage["total_tokens"]);
  const raw = rawUsage(usage);
  if (input === null || output === null || total === null || total <= input + output) return { input, output, raw };
  // Some count thinking, or what came from their cache, beside these two: only the total has it.
  const unnamed = total - input - output;
  const details = objectOf(usage["completion_tokens_details"] ?? usage["output_tokens_details"]);
  const inputDetails = objectOf(usage["prompt_tokens_details"] ?? usage["input_tokens_details"]);
  const reasoning = countOf(details?.["reasoning_tokens"] ?? usage["reasoning_tokens"]);
  const cached = countOf(inputDetails?.["cached_tokens"] ?? usage["cached_tokens"]);
  const isCached = reasoning !== unnamed && cached !== null && cached > 0 && cached === unnamed;
  return isCached ? { input: input + unnamed, output, raw } : { input, output: output + unnamed, raw };
}

/** Anthropic's `input_tokens` leaves out what was written to and read from its cache. */
export function anthropicUsage(value: unknown): TokenUsage {
  const usage = objectOf(value);
  if (!usage) return unknownUsage;
  const input = sumOf([
    countOf(usage["input_tokens"]),
    countOrNone(usage["cache_creation_input_tokens"]),
    countOrNone(usage["cache_read_input_tokens"]),
  ]);
  return { input, output: countOf(usage["output_tokens"]), raw: rawUsage(usage) };
}

/** Google leaves out counts that are 0, and counts thinking beside the candidates. */
export function googleUsage(value: unknown): TokenUsage {
  const usage = objectOf(value);
  if (!usage) return unknownUsage;
  const prompt = countOf(usage["promptTokenCount"]);
  const input = sumOf([prompt, countOrNone(usage["toolUsePromptTokenCount"])]);
  const said = sumOf([countOrNone(usage["candidatesTokenCount"]), countOrNone(usage["thoughtsTokenCount"])]);
  const total = countOf(usage["totalTokenCount"]);
  const isSilent = usage["candidatesTokenCount"] == null && usage["thoughtsTokenCount"] == null;
  const raw = rawUsage(usage);
  if (input !== null && said !== null && total !== null && total > input + said) {
    return { input, output: total - input, raw };
  }
  return { input, output: isSilent && total === null ? null : said, raw };
}

export const unknownUsage: TokenUsage = { input: null, output: null, raw: "null" };

function sumOf(counts: readonly (number | null)[]): number | null {
  const sum = counts.reduce((all, count) => (all === null || count === null ? null : all + count), 0);
  return sum === null ? null : countOf(sum);
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
