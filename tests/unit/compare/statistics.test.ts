import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  benjaminiHochberg,
  fisherExact,
  mcnemarExact,
  meanDifference,
  newcombePaired,
  wilson,
} from "../../../electron/engine/compare/statistics.ts";

const count = fc.integer({ min: 0, max: 40 });
const table = fc.record({ both: count, onlyBefore: count, onlyAfter: count, neither: count });

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
  it("gives R's fisher.test of Fisher's tea tasting: p = 0.4857", () => {
    expect(fisherExact(3, 4, 1, 4)).toBeCloseTo(0.4857143, 6);
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
    expect(fisherExact(a, n, b, m)).toBeCloseTo(p, 10);
  });

  it("is exact for every table of up to twelve samples a side, ties of two tables included", () => {
    for (let n = 1; n <= 12; n += 1) {
      for (let m = 1; m <= 12; m += 1) {
        for (let a = 0; a <= n; a += 1) {
          for (let b = 0; b <= m; b += 1) expect(fisherExact(a, n, b, m)).toBeCloseTo(inWholeNumbers(a, n, b, m), 9);
        }
      }
    }
  });

  it("is a probability, and does not mind which side comes first", () => {
    fc.assert(
      fc.property(count, count, count, count, (a, moreA, b, moreB) => {
        const p = fisherExact(a, a + moreA, b, b + moreB);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact(b, b + moreB, a, a + moreA)).toBeCloseTo(p, 9);
      }),
    );
  });

  it("does not overflow with thousands of samples", () => {
    expect(fisherExact(2_000, 4_000, 2_000, 4_000)).toBeCloseTo(1, 6);
    expect(fisherExact(4_000, 4_000, 0, 4_000)).toBeLessThan(1e-300 + 1e-12);
  });
});

describe("the exact McNemar test", () => {
  it.each([
    // Binomial tails by hand: 2 × (1 + 12 + 66) / 2^12 for 2 against 10; R's binom.test(2, 12) says 0.03857.
    [10, 2, 158 / 4096],
    [5, 0, 2 / 32],
    [6, 0, 2 / 64],
    [1, 0, 1],
    [0, 0, 1],
    [4, 4, 1],
  ])("of %i against %i", (up, down, p) => {
    expect(mcnemarExact(up, down)).toBeCloseTo(p, 10);
    expect(mcnemarExact(down, up)).toBeCloseTo(p, 10);
  });

  it("gives 0.0703 for the 1 against 7 of Bentur and others (Fagerland and others, BMC Med Res Methodol 13:91, 2013)", () => {
    expect(mcnemarExact(1, 7)).toBeCloseTo(0.0703125, 7);
  });
});

describe("Wilson's interval", () => {
  it("gives 0.2553 to 0.3662 for 81 of 263 (Newcombe, Statistics in Medicine 17, 1998, 857–872)", () => {
    const [low, high] = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it("gives 0 to 0.1611 for 0 of 20, and the mirror of it for 20 of 20 (same paper)", () => {
    expect(wilson(0, 20)[0]).toBe(0);
    expect(wilson(0, 20)[1]).toBeCloseTo(0.1611, 4);
    expect(wilson(20, 20)[0]).toBeCloseTo(0.8389, 4);
    expect(wilson(20, 20)[1]).toBe(1);
  });
});

describe("Newcombe's paired interval", () => {
  it("gives 0.0569 to 0.3404 for 36, 12, 2, 0 (Newcombe, Statistics in Medicine 17, 1998, 2635–2650, method 10)", () => {
    const [low, high] = newcombePaired({ both: 36, onlyBefore: 2, onlyAfter: 12, neither: 0 });
    expect(low).toBeCloseTo(0.0569, 4);
    expect(high).toBeCloseTo(0.3404, 4);
  });

  it("gives −0.507 to −0.026 for Bentur's 1, 1, 7, 12 (Fagerland, Lydersen and Laake, Statistics in Medicine 33, 2014)", () => {
    const [low, high] = newcombePaired({ both: 1, onlyBefore: 7, onlyAfter: 1, neither: 12 });
    expect(low).toBeCloseTo(-0.507, 3);
    expect(high).toBeCloseTo(-0.026, 3);
  });

  it("gives 0.011 to 0.226 for 14, 5, 0, 22 (Altman and others, Statistics with Confidence, 2000, table 6.2)", () => {
    const [low, high] = newcombePaired({ both: 14, onlyBefore: 0, onlyAfter: 5, neither: 22 });
    expect(low).toBeCloseTo(0.011, 3);
    expect(high).toBeCloseTo(0.226, 3);
  });

  it("always holds the difference, stays within −1 to 1 and turns round with the sides", () => {
    fc.assert(
      fc.property(table, (pairs) => {
        const { both, onlyBefore, onlyAfter, neither } = pairs;
        const n = both + onlyBefore + onlyAfter + neither;
        fc.pre(n > 0);
        const [low, high] = newcombePaired(pairs);
        const difference = (onlyAfter - onlyBefore) / n;
        expect(low).toBeLessThanOrEqual(difference + 1e-9);
        expect(high).toBeGreaterThanOrEqual(difference - 1e-9);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        const turned = newcombePaired({ both, onlyBefore: onlyAfter, onlyAfter: onlyBefore, neither });
        expect(turned[0]).toBeCloseTo(-high, 9);
        expect(turned[1]).toBeCloseTo(-low, 9);
      }),
    );
  });
});

describe("the Benjamini–Hochberg correction", () => {
  it("gives the adjusted values of their own fifteen (1995, section 3.2): four are below 0.05", () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const adjusted = benjaminiHochberg(p);
    expect(adjusted.filter((each) => each <= 0.05)).toHaveLength(4);
    expect(adjusted[0]).toBeCloseTo(0.0015, 6);
    expect(adjusted[3]).toBeCloseTo(0.035625, 6);
    expect(adjusted[4]).toBeCloseTo(0.0603, 6);
    expect(adjusted[5]).toBeCloseTo(0.0638571, 6);
    expect(adjusted[6]).toBeCloseTo(0.0638571, 6);
  });

  it("keeps the order of what comes in, never lowers a value and never passes 1", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values) => {
        const adjusted = benjaminiHochberg(values);
        expect(adjusted).toHaveLength(values.length);
        adjusted.forEach((each, at) => {
          expect(each).toBeGreaterThanOrEqual((values[at] ?? 0) - 1e-12);
          expect(each).toBeLessThanOrEqual(1);
          values.forEach((other, there) => {
            if (other < (values[at] ?? 0)) expect(adjusted[there]).toBeLessThanOrEqual(each);
          });
        });
      }),
    );
  });
});

describe("the mean of paired differences", () => {
  it("has an interval of 1.96 standard errors, and none for a single pair", () => {
    const found = meanDifference([0, 1, 0, 1]);
    expect(found?.mean).toBe(0.5);
    expect(found?.interval[0]).toBeCloseTo(0.5 - 1.959964 * Math.sqrt(1 / 3 / 4), 6);
    expect(meanDifference([1])).toBeNull();
  });
});
