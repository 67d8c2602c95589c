import { describe, expect, it } from "vitest";
import priceList from "../../../electron/engine/models/prices.json" with { type: "json" };
import { callCostUsd } from "../../../electron/engine/models/prices.ts";

const million = 1_000_000;

describe("what a call costs", () => {
  it("is counted per million tokens, input and output apart", () => {
    expect(callCostUsd({ provider: "openai", model: "gpt-4o-mini" }, 2 * million, million)).toBeCloseTo(0.9);
    expect(callCostUsd({ provider: "anthropic", model: "claude-haiku-4-5" }, 1000, 200)).toBeCloseTo(0.002);
  });

  it.each([
    ["openai", "gpt-4.1-2025-04-14", "gpt-4.1"],
    ["anthropic", "claude-opus-4-1-20250805", "claude-opus-4-1"],
    ["google", "gemini-2.0-flash-001", "gemini-2.0-flash"],
  ] as const)("is the same for %s's snapshot %s as for %s", (provider, dated, plain) => {
    const cost = callCostUsd({ provider, model: dated }, 1000, 1000);
    expect(cost).not.toBeNull();
    expect(cost).toBe(callCostUsd({ provider, model: plain }, 1000, 1000));
  });

  it("is an old snapshot's own where that has one", () => {
    expect(callCostUsd({ provider: "openai", model: "gpt-4o-2024-05-13" }, million, 0)).toBe(5);
    expect(callCostUsd({ provider: "openai", model: "gpt-4o-2024-08-06" }, million, 0)).toBe(2.5);
  });

  it("never guesses: a name that only begins like a known one has no price", () => {
    expect(callCostUsd({ provider: "openai", model: "gpt-4o-mini-tts" }, 1, 1)).toBeNull();
    expect(callCostUsd({ provider: "openai", model: "constructor" }, 1, 1)).toBeNull();
    expect(callCostUsd({ provider: "google", model: "gpt-4o" }, 1, 1)).toBeNull();
    expect(callCostUsd({ provider: "openai-compatible", model: "gpt-4o" }, 1, 1)).toBeNull();
  });

  it("is nothing for a scripted model", () => {
    expect(callCostUsd({ provider: "scripted", model: "rules.yaml" }, million, million)).toBe(0);
  });

  it("follows the longer prompt's price, and is unknown where that is", () => {
    expect(callCostUsd({ provider: "google", model: "gemini-2.5-pro" }, 200_000, 0)).toBeCloseTo(0.25);
    expect(callCostUsd({ provider: "google", model: "gemini-2.5-pro" }, 200_001, 0)).toBeCloseTo(0.5000025);
    expect(callCostUsd({ provider: "openai", model: "gpt-6-sol" }, 272_001, 0)).toBeNull();
  });

  it("comes from a list with a date, whose output never costs less than its input", () => {
    expect(priceList.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const tiers = Object.values(priceList.models).flatMap((models) => Object.values(models).flat());
    for (const { input, output } of tiers) expect(input > 0 && output >= input).toBe(true);
  });
});

describe("a price of one's own", () => {
  const own = [
    { provider: "openai" as const, model: "gpt-4o-mini", input: 1, output: 2 },
    { provider: "openai-compatible" as const, model: "llama3.2", input: 0.5, output: 0 },
  ];

  it("wins over the shipped one, also for a snapshot of its model", () => {
    expect(callCostUsd({ provider: "openai", model: "gpt-4o-mini" }, million, million, own)).toBe(3);
    expect(callCostUsd({ provider: "openai", model: "gpt-4o-mini-2024-07-18" }, million, million, own)).toBe(3);
  });

  it("makes a price known that no list has, for its provider alone", () => {
    expect(callCostUsd({ provider: "openai-compatible", model: "llama3.2" }, million, million, own)).toBe(0.5);
    expect(callCostUsd({ provider: "openai", model: "llama3.2" }, million, million, own)).toBeNull();
  });
});
