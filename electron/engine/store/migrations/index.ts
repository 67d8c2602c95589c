import { initial } from "./0001-initial.ts";
import { limitsAndPrices } from "./0002-limits-and-prices.ts";
import type { Migration } from "./migration.ts";

/** In order, without gaps. A migration that was released is never edited. */
export const migrations: readonly Migration[] = [initial, limitsAndPrices];
