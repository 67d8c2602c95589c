import type { KeyedProvider, SavedModel } from "../../shared/domain/model.ts";
import type { Price } from "../../shared/domain/price.ts";

/** One model's price in the list; `source` null is a model of the project whose price nobody knows. */
export interface PriceRow {
  key: string;
  provider: KeyedProvider;
  model: string;
  source: Price["source"] | null;
  input: number | null;
  output: number | null;
  words: string;
  /** True when the project has this model. */
  used: boolean;
}

/** `-2025-04-14`, `-20250929`, `-001`: the price of a snapshot is that of the model named before it. */
const snapshot = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{3})$/;

/** The project's own models first, those without a price included; then the rest of the list. */
export function priceRows(prices: readonly Price[], models: readonly SavedModel[]): PriceRow[] {
  const rows = new Map<string, PriceRow>();
  for (const price of prices) {
    const key = `${price.provider}/${price.model}`;
    const before = rows.get(key);
    if (before)
      before.words = before.words.replace(" · shipped", (shipped) => `, above that ${dollars(price)}${shipped}`);
    else rows.set(key, { ...price, key, words: wordsFor(price), used: false });
  }
  for (const { provider, model } of models) {
    if (provider === "scripted") continue;
    const known = rows.get(`${provider}/${model}`) ?? rows.get(`${provider}/${model.replace(snapshot, "")}`);
    if (known) known.used = true;
    else {
      const key = `${provider}/${model}`;
      const unknown = { key, provider, model, source: null, input: null, output: null, used: true };
      rows.set(key, { ...unknown, words: "its replays are shown without a cost" });
    }
  }
  return [...rows.values()].sort((a, b) => Number(b.used) - Number(a.used));
}

function wordsFor(price: Price): string {
  const upTo = price.upTo === null ? "" : `up to ${price.upTo.toLocaleString("en")} tokens `;
  return `${upTo}${dollars(price)} · ${price.source} · ${price.date}`;
}

function dollars({ input, output }: Pick<Price, "input" | "output">): string {
  return `$${input} in, $${output} out`;
}
