import { describe, expect, it } from "vitest";
import { isRandomModel, isRandomRun } from "../../../shared/rules/randomness.ts";
import { makeRun } from "../renderer/workbench/make.ts";

const small = { provider: "openai-compatible", model: "small" } as const;

describe("isRandom", () => {
  it("takes a temperature that nobody set for one above 0: one reply of such a model proves nothing", () => {
    expect(isRandomModel(small, {})).toBe(true);
    expect(isRandomModel(small, { temperature: 0.1 })).toBe(true);
    expect(isRandomModel(small, { topP: 0.5 })).toBe(true);
    expect(isRandomModel(small, { temperature: 0 })).toBe(false);
  });
  it("trusts a seed where the provider takes one", () => {
    expect(isRandomModel({ provider: "openai", model: "gpt-4.1" }, { seed: 1 })).toBe(false);
    expect(isRandomModel({ provider: "anthropic", model: "claude-sonnet-4-5" }, { seed: 1 })).toBe(true);
    expect(isRandomModel({ provider: "openai", model: "o3" }, { seed: 1 })).toBe(true);
  });
  it("leaves it to a scripted model", () => {
    expect(isRandomModel({ provider: "scripted", model: "bot.yaml", random: false }, {})).toBe(false);
    expect(isRandomModel({ provider: "scripted", model: "bot.yaml", random: true }, { temperature: 0 })).toBe(true);
  });
  it.each([
    ["openai", "o1-mini"],
    ["openai", "o3"],
    ["openai", "o4-mini-2025-04-16"],
    ["openai", "gpt-5"],
    ["openai", "gpt-5.2-pro"],
    ["openai", "gpt-6"],
    ["openai", "gpt-4o-search-preview"],
    ["openai-compatible", "openai/gpt-5-mini"],
    ["openai-compatible", "anthropic/claude-opus-4.7"],
    ["openai-compatible", "deepseek-reasoner"],
    ["anthropic", "claude-opus-4-7"],
    ["anthropic", "claude-opus-4-8-20260601"],
    ["anthropic", "claude-sonnet-5"],
    ["anthropic", "claude-haiku-5-5"],
  ] as const)("does not believe a temperature of 0 of %s/%s, which takes none", (provider, model) => {
    expect(isRandomModel({ provider, model }, { temperature: 0 })).toBe(true);
  });
  it.each([
    ["openai", "gpt-4o"],
    ["openai", "gpt-4.1-mini"],
    ["openai", "gpt-3.5-turbo"],
    ["openai", "gpt-5-chat-latest"],
    ["openai", "omni-moderation"],
    ["openai-compatible", "gpt-oss-120b"],
    ["openai-compatible", "deepseek-chat"],
    ["anthropic", "claude-3-7-sonnet-20250219"],
    ["anthropic", "claude-3-haiku-20240307"],
    ["anthropic", "claude-opus-4-20250514"],
    ["anthropic", "claude-sonnet-4-5-20250929"],
    ["anthropic", "claude-opus-4-6"],
    ["google", "gemini-2.5-pro"],
  ] as const)("believes it of %s/%s", (provider, model) => {
    expect(isRandomModel({ provider, model }, { temperature: 0 })).toBe(false);
  });
});

describe("isRandomRun", () => {
  const spec = { provider: "openai", model: "gpt-4.1", baseUrl: null } as const;
  it("goes by what the run recorded of its model", () => {
    expect(isRandomRun(makeRun("1", 1, { random: true }))).toBe(true);
    expect(isRandomRun(makeRun("1", 1, { random: false, model: { ...spec, settings: {} } }))).toBe(false);
  });
  it("reads the settings of runs from before it was recorded; a scripted one of them counts as steady", () => {
    expect(isRandomRun(makeRun("1", 1, { model: { ...spec, settings: {} } }))).toBe(true);
    expect(isRandomRun(makeRun("1", 1, { model: { ...spec, settings: { temperature: 0 } } }))).toBe(false);
    expect(isRandomRun(makeRun("1", 1))).toBe(false);
  });
});
