import { ownPriceSchema, type OwnPrice } from "../../../shared/domain/price.ts";
import type { Sql } from "./database.ts";

interface PriceRow {
  provider: string;
  model: string;
  input: number;
  output: number;
  saved_at: string;
}

/** The person's own prices. */
export interface StoredPrice extends OwnPrice {
  savedAt: string;
}

export function pricesTable(sql: Sql) {
  const list = sql.prepare<[], PriceRow>("SELECT * FROM prices ORDER BY provider, model");
  const one = sql.prepare<[string, string], PriceRow>("SELECT * FROM prices WHERE provider = ? AND model = ?");
  const put = sql.prepare(`
    INSERT INTO prices (provider, model, input, output, saved_at) VALUES (@provider, @model, @input, @output, @now)
    ON CONFLICT (provider, model) DO UPDATE SET input = @input, output = @output, saved_at = @now`);
  const remove = sql.prepare<[string, string]>("DELETE FROM prices WHERE provider = ? AND model = ?");
  return {
    list: (): StoredPrice[] => list.all().map(toPrice),
    find(provider: string, model: string): StoredPrice | null {
      const row = one.get(provider, model);
      return row ? toPrice(row) : null;
    },
    put: (price: OwnPrice, now: string): void => void put.run({ ...price, now }),
    /** False when there was none. */
    remove: (provider: string, model: string): boolean => remove.run(provider, model).changes > 0,
  };
}

function toPrice({ saved_at, ...row }: PriceRow): StoredPrice {
  return { ...ownPriceSchema.parse(row), savedAt: saved_at };
}
