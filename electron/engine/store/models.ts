import {
  modelSettingsSchema,
  savedModelSchema,
  type ModelIdentity,
  type ModelSpec,
  type RateLimits,
  type SavedModel,
  ownPriceSchema,
  type OwnPrice,
} from "../../../shared/domain/model.ts";
import { hideAddressSecrets } from "../trust/address.ts";
import type { Sql } from "./database.ts";
import { readStoredJson } from "./stored-json.ts";

/** Adds the file that a scripted model's rules are in. */
export type IdentifyModel = <M extends ModelIdentity>(model: M) => M;

interface ModelRow {
  id: number;
  name: string;
  provider: string;
  model: string;
  base_url: string | null;
  settings: string;
  is_default: number;
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
}

const unlimited: RateLimits = { requestsPerMinute: null, tokensPerMinute: null };

/** Models kept in the project. Keys are never among their columns. */
export function modelsTable(sql: Sql, identifyModel: IdentifyModel) {
  const toModel = (row: ModelRow): SavedModel => identifyModel(readModel(row));
  const list = sql.prepare<[], ModelRow>("SELECT * FROM models ORDER BY id");
  const byId = sql.prepare<[number], ModelRow>("SELECT * FROM models WHERE id = ?");
  const insert = sql.prepare(
    `INSERT INTO models (name, provider, model, base_url, settings, requests_per_minute, tokens_per_minute)
    VALUES (@name, @provider, @model, @baseUrl, @settings, @requestsPerMinute, @tokensPerMinute)`,
  );
  const update = sql.prepare(`UPDATE models SET name = @name, provider = @provider, model = @model,
    base_url = @baseUrl, settings = @settings, requests_per_minute = @requestsPerMinute,
    tokens_per_minute = @tokensPerMinute WHERE id = @id`);
  const makeDefault = sql.prepare<[number]>("UPDATE models SET is_default = (id = ?)");
  const remove = sql.prepare<[number]>("DELETE FROM models WHERE id = ?");

  const values = (name: string, spec: ModelSpec, limits: RateLimits) => ({
    ...limits,
    name,
    provider: spec.provider,
    model: spec.model,
    baseUrl: spec.baseUrl,
    settings: JSON.stringify(spec.settings),
  });

  return {
    list: (): SavedModel[] => list.all().map(toModel),
    get(id: number): SavedModel | null {
      const row = byId.get(id);
      return row ? toModel(row) : null;
    },
    insert: (name: string, spec: ModelSpec, limits: RateLimits = unlimited): number =>
      Number(insert.run(values(name, spec, limits)).lastInsertRowid),
    update: (id: number, name: string, spec: ModelSpec, limits: RateLimits): void =>
      void update.run({ id, ...values(name, spec, limits) }),
    makeDefault: (id: number): void => void makeDefault.run(id),
    remove: (id: number): void => void remove.run(id),
  };
}

function readModel(row: ModelRow): SavedModel {
  return savedModelSchema.parse({
    id: String(row.id),
    name: row.name,
    provider: row.provider,
    model: row.model,
    baseUrl: row.base_url && hideAddressSecrets(row.base_url),
    settings: readStoredJson(modelSettingsSchema, row.settings, { table: "models", row: row.id, column: "settings" }),
    isDefault: row.is_default === 1,
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
  });
}

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
