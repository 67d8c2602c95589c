import type { KeyedProvider } from "../../../../shared/domain/model.ts";
import { keyedProviders, type ProviderProtocol } from "../../../../shared/domain/provider.ts";
import { codeOf, listOf, objectOf, splitNames } from "./unknown-json.ts";

/**
 * What a reason to end means for the reply.
 * - `whole`: the model said all that it wanted to say.
 * - `limit`, `filter`: the reply was cut, by the limit of tokens or by the provider's filter. A bot's users would see it
 *   cut as well, so it is a reply, and marked.
 * - `filter-or-none`: as `filter` where there is text. Without any it is chance, and asked again.
 * - `tool`: the model asked for a tool. Only a reply where it has text: no tool is there to answer it.
 * - `failed`: the generation broke. Whatever text came is never a reply.
 * - `unknown`: a reply where it has text, with the provider's word on it.
 */
export type Ending = "whole" | "limit" | "filter" | "filter-or-none" | "tool" | "failed" | "unknown";

/**
 * Chat Completions and Responses, and what speaks them: OpenAI, Azure, OpenRouter (its own word and, in
 * `native_finish_reason`, the upstream's), vLLM, SGLang, llama.cpp, Ollama, LM Studio, DeepSeek, Mistral, Groq,
 * Together, Fireworks, xAI, Perplexity, Cohere, Zhipu, MiniMax, Bedrock gateways.
 */
const openai: Record<Exclude<Ending, "unknown">, readonly string[]> = {
  whole: [
    "stop",
    "completed",
    "complete",
    "end_turn",
    "stop_sequence",
    "eos",
    "eos_token",
    "stop_token",
    "done",
    "end",
  ],
  limit: splitNames(
    "length max_tokens max_output_tokens max_completion_tokens max_length model_length",
    "model_context_window_exceeded context_length context_length_exceeded context_window_exceeded",
    "error_limit token_limit limit repetition",
  ),
  filter: splitNames(
    "content_filter content_filtered content_filter_error safety refusal refused sensitive",
    "moderation guardrail_intervened guardrails error_toxic blocklist prohibited_content spii",
    "blocked image_safety",
  ),
  "filter-or-none": ["recitation", "language"],
  tool: ["tool_calls", "tool_call", "tool_use", "function_call"],
  failed: splitNames(
    "error abort aborted cancel cancelled canceled user_cancel insufficient_system_resource",
    "network_error internal_error server_error upstream_error failed failure timeout time_limit",
    "overloaded unavailable preempted interrupted incomplete in_progress queued pending load unload",
    "pause_turn compaction malformed_function_call malformed_response malformed_tool_use",
    "malformed_model_output unexpected_tool_call too_many_tool_calls missing_thought_signature",
    "no_image image_other unexpected_eos exception",
  ),
};

/** Source: Anthropic's pages on stop reasons. No tools are sent, so a turn that was paused for one is not over. */
const anthropic: typeof openai = {
  whole: ["end_turn", "stop_sequence", "stop"],
  limit: ["max_tokens", "model_context_window_exceeded", "length"],
  filter: ["refusal", "content_filter", "safety"],
  "filter-or-none": [],
  tool: ["tool_use"],
  failed: ["pause_turn", "compaction", "error", "cancelled", "canceled", "abort", "aborted", "failed"],
};

/** Source: Google's reference of FinishReason, and of BlockReason for prompts that are not answered at all. */
const google: typeof openai = {
  whole: ["stop"],
  limit: ["max_tokens"],
  filter: splitNames(
    "safety blocklist prohibited_content spii image_safety image_prohibited_content model_armor",
    "jailbreak block_reason_unspecified content_filter",
  ),
  "filter-or-none": ["recitation", "language", "image_recitation"],
  tool: [],
  failed: splitNames(
    "malformed_function_call unexpected_tool_call too_many_tool_calls missing_thought_signature",
    "malformed_response no_image image_other error cancelled failed",
  ),
};

const endingsByProtocol: Record<ProviderProtocol, ReadonlyMap<string, Ending>> = {
  openai: byReason(openai),
  anthropic: byReason(anthropic),
  google: byReason(google),
};

function byReason(table: typeof openai): Map<string, Ending> {
  const endings = ["whole", "limit", "filter", "filter-or-none", "tool", "failed"] as const;
  return new Map(endings.flatMap((ending) => table[ending].map((reason): [string, Ending] => [reason, ending])));
}

/** Where an object that stands in the place of a reason has its own word. */
const reasonFields = [
  "reason",
  "type",
  "finish_reason",
  "finishReason",
  "stop_reason",
  "name",
  "value",
  "code",
] as const;
/** What serialisers write where there is nothing. */
const noReasons = new Set(["null", "none", "undefined", "nil", "n/a"]);

/**
 * The words in the place of a reason to end: a text, a number, or what an object or a list of such holds. What has no
 * word to read is kept as its JSON, which no table knows. Empty where the provider says nothing.
 */
export function endingWords(value: unknown): string[] {
  const code = codeOf(value)?.trim() ?? "";
  if (code !== "") return noReasons.has(code.toLowerCase()) ? [] : [code];
  if (value === null || value === undefined || typeof value === "string") return [];
  const object = objectOf(value);
  const inside = object ? reasonFields.map((name) => object[name]) : listOf(value).slice(0, MAX_WORDS);
  const found = inside.flatMap((one) => codeOf(one)?.trim() ?? []).filter((word) => word !== "");
  return found.length > 0 ? found : [JSON.stringify(value).slice(0, MAX_REASON_JSON)];
}

const MAX_WORDS = 5;
const MAX_REASON_JSON = 200;

/** What the provider's word for the end means. Case and hyphens make no difference. */
export function endingOf(provider: KeyedProvider, reason: string): Ending {
  const plain = reason
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const known = endingsByProtocol[keyedProviders[provider].protocol].get(plain);
  if (known !== undefined) return known;
  // A gateway puts its upstream's word into its own.
  return /(^|_)(error|failed|abort(ed)?|malformed)(_|$)/.test(plain) ? "failed" : "unknown";
}

/** From the least to the most telling: a gateway's `stop` says less than its upstream's `MALFORMED_FUNCTION_CALL`. */
const endingsByPriority: readonly Ending[] = [
  "unknown",
  "whole",
  "tool",
  "limit",
  "filter-or-none",
  "filter",
  "failed",
];

/** The most telling of several words for one end, with the word. Null where there are none. */
export function worstEnding(
  provider: KeyedProvider,
  reasons: readonly string[],
): { ending: Ending; reason: string } | null {
  return reasons
    .map((reason) => ({ ending: endingOf(provider, reason), reason }))
    .reduce<{ ending: Ending; reason: string } | null>(
      (worst, one) =>
        worst === null || endingsByPriority.indexOf(one.ending) > endingsByPriority.indexOf(worst.ending) ? one : worst,
      null,
    );
}

/** The word that a reply is kept with: the same for all providers, so that checks and filters need one. */
type FinishReason = "stop" | "length" | "content-filter" | "tool-calls" | "other";

export const finishReasons: Record<Exclude<Ending, "failed">, FinishReason> = {
  whole: "stop",
  limit: "length",
  filter: "content-filter",
  "filter-or-none": "content-filter",
  tool: "tool-calls",
  unknown: "other",
};
