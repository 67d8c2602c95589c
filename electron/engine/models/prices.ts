import {
  type KeyedProvider,
  keyedProviderSchema,
  type ModelSpec,
  type OwnPrice,
  type Price,
} from "../../../shared/domain/model.ts";
import priceList from "./prices.json" with { type: "json" };
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import type { StoredPrice } from "../store/models.ts";
import type { Store } from "../store/store.ts";

/** US dollars per million tokens, for prompts of up to `upTo` input tokens. */
interface Tier {
  upTo?: number;
  input: number;
  output: number;
}

/** Of the providers that have a list. */
const prices: Partial<Record<KeyedProvider, Record<string, Tier[] | undefined>>> = priceList.models;

/** `-2025-04-14`, `-20250929`, `-001`: a snapshot of the model that is named before it. */
const snapshot = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{3})$/;

/**
 * What one call costs in US dollars: by the person's own price where there is one, else by the list prices of
 * prices.json; null when the price is unknown. Discounts for cached input are left out, so a bill can be lower.
 */
export function callCostUsd(
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
    shippedTiers(spec.provider, spec.model) ??
    tierOf(mine, plain) ??
    shippedTiers(spec.provider, plain);
  const tier = tiers?.find(({ upTo }) => upTo === undefined || inputTokens <= upTo);
  return tier === undefined ? null : (inputTokens * tier.input + outputTokens * tier.output) / 1_000_000;
}

/** The shipped prices; a model has several where they differ by the length of the prompt. */
function shippedPrices(): Price[] {
  const { date } = priceList;
  return keyedProviderSchema.options.flatMap((provider) =>
    Object.entries(prices[provider] ?? {}).flatMap(([model, tiers]) =>
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

function shippedTiers(provider: ModelSpec["provider"], model: string): Tier[] | undefined {
  const list = provider === "scripted" ? undefined : prices[provider];
  return list && Object.hasOwn(list, model) ? list[model] : undefined;
}

/** The shipped list with the person's own prices in the place of theirs, by provider and model. */
export function listPrices(store: Store): Price[] {
  const own = store.prices.list();
  const names = new Set(own.map(nameOf));
  return [...own.map(toPrice), ...shippedPrices().filter((price) => !names.has(nameOf(price)))].sort(
    (a, b) =>
      a.provider.localeCompare(b.provider) || a.model.localeCompare(b.model) || (a.upTo ?? 1e12) - (b.upTo ?? 1e12),
  );
}

export function savePrice(store: Store, price: OwnPrice): Price {
  return store.write(() => {
    store.prices.put(price, currentTimestamp());
    const saved = store.prices.find(price.provider, price.model);
    if (!saved) throw new Error(`the price of ${price.model} was not saved`);
    return toPrice(saved);
  });
}

export function removePrice(store: Store, { provider, model }: Pick<OwnPrice, "provider" | "model">): void {
  store.write(() => {
    if (store.prices.remove(provider, model)) return;
    throw new Problem("not-found", `There is no price of your own for ${model}.`, { provider, model });
  });
}

function toPrice({ savedAt, ...price }: StoredPrice): Price {
  return { ...price, source: "yours", date: savedAt.slice(0, 10), upTo: null };
}

function nameOf({ provider, model }: Pick<OwnPrice, "provider" | "model">): string {
  return `${provider} ${model}`;
}

/** What a call to this model costs in US dollars by the prices as they are now; null when that is unknown. */
export function costFunctionFor(store: Store, spec: ModelSpec) {
  const own = store.prices.list();
  return (input: number | null, output: number | null): number | null =>
    input === null || output === null ? null : callCostUsd(spec, input, output, own);
}
