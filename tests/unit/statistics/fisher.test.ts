import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fisherExact, possibleFisherPValues } from "../../../electron/engine/statistics/exact-tests.ts";

const count = fc.integer({ min: 0, max: 40 });
const fisher = (a: number, n: number, b: number, m: number): number =>
  fisherExact({ passed: a, samples: n }, { passed: b, samples: m });

function choose(n: number, k: number): bigint {
  let result = 1n;
  for (let at = 1; at <= k; at += 1) result = (result * BigInt(n - k + at)) / BigInt(at);
  return result;
}

/** Fisher's test counted in whole numbers, where equally likely tables are equal. */
function inWholeNumbers(a: number, n: number, b: number, m: number): number {
  const ways = (at: number): bigint => choose(n, at) * choose(m, a + b - at);
  let extreme = 0n;
  for (let at = Math.max(0, a + b - m); at <= Math.min(n, a + b); at += 1) if (ways(at) <= ways(a)) extreme += ways(at);
  return Number(extreme) / Number(choose(n + m, a + b));
}

describe("Fisher's exact test", () => {
  it.each([
    // R 4.2.2, fisher.test(matrix(c(a, n − a, b, m − b), 2))$p.value.
    ["the lady tasting tea, Fisher 1935 and R's fisher.test example", 3, 4, 1, 4, 0.485714285714],
    ["convictions of twins, Fisher 1935 and R's fisher.test example", 2, 12, 15, 18, 0.000536724119143],
    ["two shares", 10, 12, 2, 9, 0.00920287143197],
    ["uneven sides", 18, 20, 9, 25, 0.00026075114107],
  ])("gives R's figure for %s", (_, a, n, b, m, p) => {
    expect(Math.abs(fisher(a, n, b, m) - p)).toBeLessThan(1e-9);
  });

  it.each([
    // By hand: 2 of C(6,3) = 20 tables are as unlikely; 2 of C(8,4) = 70; 2 of C(10,5) = 252.
    [3, 3, 0, 3, 2 / 20],
    [4, 4, 0, 4, 2 / 70],
    [5, 5, 0, 5, 2 / 252],
    [5, 5, 5, 5, 1],
    [0, 5, 0, 5, 1],
    [1, 2, 1, 2, 1],
  ])("of %i/%i and %i/%i is as counted by hand", (a, n, b, m, p) => {
    expect(fisher(a, n, b, m)).toBeCloseTo(p, 10);
  });

  it("is exact for every table of up to twelve samples a side, ties of two tables included", () => {
    let worst = 0;
    for (let n = 1; n <= 12; n += 1) {
      for (let m = 1; m <= 12; m += 1) {
        for (let a = 0; a <= n; a += 1) {
          for (let b = 0; b <= m; b += 1) {
            worst = Math.max(worst, Math.abs(fisher(a, n, b, m) - inWholeNumbers(a, n, b, m)));
          }
        }
      }
    }
    expect(worst).toBeLessThan(1e-9);
  });

  it("is a probability, and does not mind which side comes first", () => {
    fc.assert(
      fc.property(count, count, count, count, (a, moreA, b, moreB) => {
        const p = fisher(a, a + moreA, b, b + moreB);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisher(b, b + moreB, a, a + moreA)).toBeCloseTo(p, 9);
      }),
    );
  });

  it("lists each p-value it can give for a number of passes", () => {
    fc.assert(
      fc.property(count, count, count, count, (a, moreA, b, moreB) => {
        const levels = possibleFisherPValues(a + moreA, b + moreB, a + b);
        const p = fisher(a, a + moreA, b, b + moreB);
        expect(Math.min(...levels.map((level) => Math.abs(level - p)))).toBeLessThan(1e-9);
        expect(levels.at(-1)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("does not overflow with thousands of samples", () => {
    expect(fisher(2_000, 4_000, 2_000, 4_000)).toBeCloseTo(1, 6);
    expect(fisher(4_000, 4_000, 0, 4_000)).toBeLessThan(1e-12);
  });
});
