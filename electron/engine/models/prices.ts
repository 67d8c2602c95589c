import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { OwnPrice, Price } from "../../../shared/domain/price.ts";
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
 * What one call costs in US dollars: by the person's own price where there is one, else by the list prices of
 * prices.json; null when the price is unknown. Discounts for cached input are left out, so a bill can be lower.
 */
export function costOf(
  spec: Pick<ModelSpec, "provider" | "model">,
  inputTokens: number,
  outputTokens: number,
  own: readonly OwnPrice[] = [],
): number | null {
  if (spec.provider === "scripted") return 0;
  const plain = spec.model.replace(snapshot, "");
  const mine = own.filter((price) => price.provider === spec.provider);
  const tiers =
    tierOf(mine, spec.model) ??
    lookUp(spec.provider, spec.model) ??
    tierOf(mine, plain) ??
    lookUp(spec.provider, plain);
  const tier = tiers?.find(({ upTo }) => upTo === undefined || inputTokens <= upTo);
  return tier === undefined ? null : (inputTokens * tier.input + outputTokens * tier.output) / 1_000_000;
}

/** The shipped prices; a model has several where they differ by the length of the prompt. */
export function shippedPrices(): Price[] {
  const { date } = priceList;
  return (["openai", "anthropic", "google"] as const).flatMap((provider) =>
    Object.entries(prices[provider]).flatMap(([model, tiers]) =>
      (tiers ?? []).map(({ upTo, input, output }) => ({
        provider,
        model,
        input,
        output,
        upTo: upTo ?? null,
        source: "shipped" as const,
        date,
      })),
    ),
  );
}

function tierOf(own: readonly OwnPrice[], model: string): Tier[] | undefined {
  const price = own.find((one) => one.model === model);
  return price && [{ input: price.input, output: price.output }];
}

function lookUp(provider: ModelSpec["provider"], model: string): Tier[] | undefined {
  if (provider === "scripted" || provider === "openai-compatible") return undefined;
  return Object.hasOwn(prices[provider], model) ? prices[provider][model] : undefined;
}
