import { describe, expect, it } from "vitest";
import { anytimeValidP, logEValueOfChange } from "../../../electron/engine/statistics/e-values.ts";

/** Most samples a side that the opponent below may take. */
const MOST = 9;

/**
 * The largest chance that p ever comes down to `level` at one common rate, over all ways to choose the next side to
 * sample and when to stop, looking at everything so far: worked out backwards from the last sample.
 */
function worstChance(level: number, rate: number): number {
  const kept = new Map<string, number>();
  const from = (a: number, n: number, b: number, m: number): number => {
    if (anytimeValidP({ passed: a, samples: n }, { passed: b, samples: m }) <= level) return 1;
    const key = `${a} ${n} ${b} ${m}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const left = n < MOST ? rate * from(a + 1, n + 1, b, m) + (1 - rate) * from(a, n + 1, b, m) : 0;
    const right = m < MOST ? rate * from(a, n, b + 1, m + 1) + (1 - rate) * from(a, n, b, m + 1) : 0;
    const chance = Math.max(left, right);
    kept.set(key, chance);
    return chance;
  };
  return from(0, 0, 0, 0);
}

describe("evidence of a change", () => {
  it.each([0.05, 0.02, 0.005])(
    "at equal rates comes to p ≤ %d no more often, even for who samples to mislead",
    (level) => {
      for (const rate of [0.05, 0.15, 0.3, 0.5]) expect(worstChance(level, rate)).toBeLessThanOrEqual(level);
    },
  );

  it("is the likelihood ratio by hand: 1/1 and 0/1", () => {
    // Averaged over the guesses 1 → 0, 0.95 → 0.5, 0.95 → 0.2, 0.7 → 0.25 and their mirror images, weights 1, 4, 1, 1,
    // by (1/2)², the likelihood at equal rates of one half.
    const four = (a: number, b: number): number => (a * (1 - b) + b * (1 - a) + (1 - a) * b + (1 - b) * a) / 4;
    const mean = (four(1, 0) + 4 * four(0.95, 0.5) + four(0.95, 0.2) + four(0.7, 0.25)) / 7;
    const found = Math.exp(logEValueOfChange({ passed: 1, samples: 1 }, { passed: 0, samples: 1 }));
    expect(found).toBeCloseTo(mean / 0.25, 9);
  });

  it("is none before anything was sampled, and the same with the sides or the verdicts swapped", () => {
    expect(anytimeValidP({ passed: 0, samples: 0 }, { passed: 0, samples: 0 })).toBe(1);
    const p = anytimeValidP({ passed: 9, samples: 10 }, { passed: 2, samples: 7 });
    expect(anytimeValidP({ passed: 2, samples: 7 }, { passed: 9, samples: 10 })).toBeCloseTo(p, 12);
    expect(anytimeValidP({ passed: 1, samples: 10 }, { passed: 5, samples: 7 })).toBeCloseTo(p, 12);
  });
});
