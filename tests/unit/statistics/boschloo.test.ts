import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tally } from "../../../shared/domain/comparison.ts";
import { boschlooExact, fisherExact } from "../../../electron/engine/statistics/exact-tests.ts";

const tally = (passed: number, samples: number): Tally => ({ passed, samples });
const side = fc
  .integer({ min: 1, max: 25 })
  .chain((samples) => fc.record({ passed: fc.integer({ min: 0, max: samples }), samples: fc.constant(samples) }));

function binomial(n: number, k: number, rate: number): number {
  let chance = rate ** k * (1 - rate) ** (n - k);
  for (let at = 1; at <= k; at += 1) chance *= (n - k + at) / at;
  return chance;
}

/** The chance of `hit` tables at one common rate, table by table. */
function chanceOf(n: number, m: number, rate: number, hit: (a: Tally, b: Tally) => boolean): number {
  let sum = 0;
  for (let a = 0; a <= n; a += 1) {
    for (let b = 0; b <= m; b += 1) {
      if (hit(tally(a, n), tally(b, m))) sum += binomial(n, a, rate) * binomial(m, b, rate);
    }
  }
  return sum;
}

describe("Boschloo's exact test", () => {
  it.each([
    // R 4.2.2: every table by fisher.test, the chance of those as telling by dbinom, its maximum over a grid of
    // 0.0005 closed in on by optimize. Two sides as in the R package Exact: ordered by Fisher's two-sided p.
    [7, 12, 1, 7, 0.0969255379278],
    [5, 5, 0, 1, 0.0670884555867],
    [10, 10, 5, 10, 0.0127792358398],
    [19, 20, 10, 20, 0.00150299255486],
    [3, 4, 1, 4, 0.2890625],
    [9, 10, 3, 8, 0.0250466240794],
    [18, 20, 9, 25, 0.000137979321607],
    [30, 30, 20, 31, 0.000265978136677],
    [8, 9, 5, 17, 0.00634039570807],
  ])("of %i/%i and %i/%i is what R finds", (a, n, b, m, p) => {
    expect(Math.abs(boschlooExact(tally(a, n), tally(b, m)) - p)).toBeLessThan(1e-9);
  });

  it.each([
    // SciPy 1.17, boschloo_exact; with as many samples a side its two sides are the same as ours.
    [4, 4, 0, 4, 0.0078125],
    [5, 5, 0, 5, 0.001953125],
    [3, 3, 0, 3, 0.03125],
  ])("of %i/%i and %i/%i is what SciPy finds: 2 tables of 2^%i are as telling", (a, n, b, m, p) => {
    expect(Math.abs(boschlooExact(tally(a, n), tally(b, m)) - p)).toBeLessThan(1e-9);
  });

  it("finds the largest chance: no rate on a fine grid has a larger one", () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const p = boschlooExact(a, b);
        const seen = fisherExact(a, b) * (1 + 1e-7);
        for (let rate = 0.02; rate < 1; rate += 0.07) {
          const chance = chanceOf(a.samples, b.samples, rate, (x, y) => fisherExact(x, y) <= seen);
          expect(chance).toBeLessThanOrEqual(p + 1e-9);
        }
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it("is never above Fisher's, and does not mind which side or which verdict comes first", () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const p = boschlooExact(a, b);
        const turned = ({ passed, samples }: Tally): Tally => ({ passed: samples - passed, samples });
        expect(p).toBeLessThanOrEqual(fisherExact(a, b) + 1e-12);
        expect(boschlooExact(b, a)).toBeCloseTo(p, 8);
        expect(boschlooExact(turned(a), turned(b))).toBeCloseTo(p, 8);
      }),
      { seed: 4 },
    );
  });

  it("errs in at most 5% of cases at any equal rate, counted exactly up to eight samples a side", () => {
    for (let n = 1; n <= 8; n += 1) {
      for (let m = n; m <= 8; m += 1) {
        for (const rate of [0.05, 0.1, 0.2, 0.3, 0.4, 0.5]) {
          expect(chanceOf(n, m, rate, (a, b) => boschlooExact(a, b) <= 0.05)).toBeLessThanOrEqual(0.05 + 1e-9);
        }
      }
    }
  });

  it("is Fisher's test for very many samples", () => {
    expect(boschlooExact(tally(300, 400), tally(250, 400))).toBe(fisherExact(tally(300, 400), tally(250, 400)));
  });
});
