import { describe, expect, it } from "vitest";
import { figuresOf } from "../../../fixtures/blame/figures.ts";

const still = { before: 1, after: 0 };

/** A smaller version of tests/bench/simulate-blame.ts; seeded, so that the figures are the same each time. */
describe("blame of an edit with 16 hunks", () => {
  it("takes at most 14 calls for one culprit and 40 for a pair, at the median, with a deterministic model", async () => {
    const one = await figuresOf({ hunks: 16, sets: [1], rates: still, trials: 100 });
    const pair = await figuresOf({ hunks: 16, sets: [2], rates: still, trials: 100 });
    expect(one).toMatchObject({ right: 1, undetermined: 0, certainty: 1 });
    expect(pair).toMatchObject({ right: 1, undetermined: 0 });
    expect(one.median).toBeLessThanOrEqual(14);
    expect(pair.median).toBeLessThanOrEqual(40);
  });

  it("names the right hunk about as often as it says, with a noisy model", async () => {
    const rates = { before: 0.95, after: 0.3 };
    const one = await figuresOf({ hunks: 16, sets: [1], rates, trials: 100 });
    const pair = await figuresOf({ hunks: 16, sets: [2], rates, trials: 100 });
    expect(one.right).toBeGreaterThanOrEqual(0.95);
    expect(pair.right).toBeGreaterThanOrEqual(0.9);
    expect(one.median).toBeLessThanOrEqual(60);
    expect(pair.median).toBeLessThanOrEqual(120);
  });

  it("would rather say nothing than a wrong hunk where the rates are close", async () => {
    const close = await figuresOf({ hunks: 16, sets: [1], rates: { before: 0.8, after: 0.6 }, trials: 60 });
    expect(1 - close.right - close.undetermined).toBeLessThanOrEqual(0.1);
    expect(close.undetermined).toBeGreaterThan(0.5);
  });
});
