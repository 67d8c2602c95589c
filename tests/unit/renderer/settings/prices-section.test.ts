import { describe, expect, it } from "vitest";
import { priceRows } from "../../../../renderer/settings/prices-section.tsx";
import type { SavedModel, Price } from "../../../../shared/domain/model.ts";

const price = (model: string, more: Partial<Price> = {}): Price => ({
  provider: "openai",
  model,
  input: 1,
  output: 2,
  source: "shipped",
  date: "2026-11-21",
  upTo: null,
  ...more,
});

const saved = (provider: SavedModel["provider"], model: string): SavedModel => ({
  id: model,
  name: model,
  provider,
  model,
  baseUrl: null,
  settings: {},
  isDefault: false,
  requestsPerMinute: null,
  tokensPerMinute: null,
});

describe("the list of prices", () => {
  it("shows a model of the project first, and says it where its price is unknown", () => {
    const rows = priceRows([price("a"), price("b")], [saved("openai", "b"), saved("openai-compatible", "mine")]);
    expect(rows.map((row) => [row.model, row.source])).toEqual([
      ["b", "shipped"],
      ["mine", null],
      ["a", "shipped"],
    ]);
  });

  it("takes a snapshot for the model that its price is of, and asks no price of a rules file", () => {
    const rows = priceRows([price("a")], [saved("openai", "a-2026-01-02"), saved("scripted", "rules.yaml")]);
    expect(rows.map((row) => [row.model, row.used])).toEqual([["a", true]]);
  });

  it("says both prices where longer prompts cost more", () => {
    const rows = priceRows([price("a", { upTo: 200_000 }), price("a", { input: 3, output: 4 })], []);
    expect(rows.map((row) => row.words)).toEqual([
      "up to 200,000 tokens $1 in, $2 out, above that $3 in, $4 out · shipped · 2026-11-21",
    ]);
  });
});
