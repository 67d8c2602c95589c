import { describe, expect, it } from "vitest";
import { estimateNoiseFloor } from "../../../electron/engine/statistics/rate-intervals.ts";
import { passes, seeded } from "../../fixtures/simulation/random.ts";

describe("the noise floor", () => {
  it("is the share of pairs of samples that differ, and null with one sample each", () => {
    // 1 of 4 passing: 3 of the 6 pairs differ.
    expect(estimateNoiseFloor([{ passed: 1, samples: 4 }])).toBeCloseTo(0.5, 12);
    expect(estimateNoiseFloor([{ passed: 1, samples: 1 }])).toBeNull();
  });

  it("is what two runs of the same version show against each other", () => {
    const rates = Array.from({ length: 200 }, (_, at) => (at < 140 ? 1 : (at - 140) / 60));
    const random = seeded(7);
    let [within, between] = [0, 0];
    const trials = 2_000;
    for (let trial = 0; trial < trials; trial += 1) {
      within += estimateNoiseFloor(rates.map((rate) => ({ passed: passes(random, 3, rate), samples: 3 }))) ?? 0;
      between += rates.filter((rate) => passes(random, 1, rate) !== passes(random, 1, rate)).length / rates.length;
    }
    // Standard error of either mean is below 0.0005.
    expect(Math.abs(within - between) / trials).toBeLessThan(0.002);
  });
});
