import type { ModelSpec } from "../../../shared/domain/model.ts";
import priceList from "./prices.json" with { type: "json" };

/** US dollars per million tokens, for prompts of up to `upTo` input tokens. */
interface Tier {
  upTo?: number;
  input: number;
  output: number;
}

const prices: Record<"openai" | "anthropic" | "google", Record<string, Tier[] | undefined>> = priceList.models;

/** `-2025-04-14`, `-20250929`, `-001`: a snapshot of the model that is named before it. */
const snapshot = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{3})$/;

/**
 * What one call costs in US dollars by the list prices of prices.json; null when the price is unknown.
 * Discounts for cached input are left out, so a bill can be lower.
 */
export function costOf(
  spec: Pick<ModelSpec, "provider" | "model">,
  inputTokens: number,
  outputTokens: number,
): number | null {
  if (spec.provider === "scripted") return 0;
  if (spec.provider === "openai-compatible") return null;
  const known = prices[spec.provider];
  const tiers = lookUp(known, spec.model) ?? lookUp(known, spec.model.replace(snapshot, ""));
  const tier = tiers?.find(({ upTo }) => upTo === undefined || inputTokens <= upTo);
  return tier === undefined ? null : (inputTokens * tier.input + outputTokens * tier.output) / 1_000_000;
}

function lookUp(known: Record<string, Tier[] | undefined>, model: string): Tier[] | undefined {
  return Object.hasOwn(known, model) ? known[model] : undefined;
}
