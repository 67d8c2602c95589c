import type { OwnPrice, Price } from "../../../shared/domain/price.ts";
import { Problem } from "../../../shared/problem.ts";
import { now } from "../clock.ts";
import type { StoredPrice } from "../store/prices.ts";
import type { Store } from "../store/store.ts";
import { shippedPrices } from "./prices.ts";

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
    store.prices.put(price, now());
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
