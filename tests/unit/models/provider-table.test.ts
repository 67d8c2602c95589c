import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import priceList from "../../../electron/engine/models/prices.json" with { type: "json" };
import { providerTable } from "../../../electron/engine/models/provider-table.ts";
import { keyedProviderSchema, providerSchema } from "../../../shared/domain/model.ts";
import { keyedProviderIds, keyedProviders } from "../../../shared/domain/provider.ts";

// The compiler wants an adapter for each provider and facts for each adapter; these are the lists that it cannot compare.
describe("providers", () => {
  it("are those of the contract, with the scripted model as the last", () => {
    expect(keyedProviderSchema.options).toEqual(keyedProviderIds);
    expect(providerSchema.options).toEqual([...keyedProviderIds, "scripted"]);
    expect(Object.keys(providerTable)).toEqual(keyedProviderIds);
  });

  it.each(keyedProviderIds)("%s is offered for embeddings just where its adapter makes vectors", (id) => {
    expect(keyedProviders[id].embeddingExample !== null).toBe(providerTable[id].embedding !== null);
  });

  it("have a key's variable of their own", () => {
    const variables = keyedProviderIds.map((id) => keyedProviders[id].keyVariable);
    expect(variables).toEqual([...new Set(variables)]);
  });

  it("have their prices under their own names", () => {
    expect(keyedProviderIds).toEqual(expect.arrayContaining(Object.keys(priceList.models)));
  });

  it("stand in the README with the variable of their key", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
    for (const id of keyedProviderIds) {
      expect(readme).toMatch(new RegExp(`^\\| \`${id}\` \\|.*\`${keyedProviders[id].keyVariable}\``, "m"));
    }
  });
});
