import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newcombePaired, passRateDifference, studentT95 } from "../../../electron/engine/statistics/rate-intervals.ts";
import { wilsonInterval } from "../../../shared/rules/wilson-interval.ts";

const within = (found: readonly number[], expected: readonly number[], off = 1e-9): void =>
  found.forEach((each, at) => expect(Math.abs(each - (expected[at] ?? Number.NaN))).toBeLessThan(off));

describe("Wilson's interval", () => {
  it.each([
    // R 4.2.2, prop.test(passed, samples, correct = FALSE)$conf.int; the first four are the examples of Newcombe,
    // Statistics in Medicine 17, 1998, 857–872, who prints 0.2553–0.3662, 0.0624–0.1605, 0–0.1611, 0.0061–0.1718.
    [81, 263, 0.255288519878, 0.366209576983],
    [15, 148, 0.0623863995307, 0.1604872417233],
    [0, 20, 0, 0.161125158053],
    [1, 29, 0.00611321429276, 0.1717552187932],
    [3, 5, 0.230724281276, 0.882379225767],
    [20, 20, 0.838874841947, 1],
  ])("of %i in %i is R's", (passed, samples, low, high) => {
    within(wilsonInterval(passed, samples), [low, high]);
  });
});

const count = fc.integer({ min: 0, max: 40 });
const table = fc.record({ both: count, onlyBefore: count, onlyAfter: count, neither: count });

describe("Newcombe's paired interval", () => {
  it.each([
    // Newcombe, Statistics in Medicine 17, 1998, 2635–2650, method 10, prints 0.0569 and 0.3404.
    [36, 2, 12, 0, 0.0569295840032, 0.3404276029749],
    // Fagerland, Lydersen and Laake, Statistics in Medicine 33, 2014, print −0.507 and −0.026.
    [1, 7, 1, 12, -0.5069202266861, -0.0255591241649],
    // Altman and others, Statistics with Confidence, 2000, table 6.2, print 0.011 and 0.226.
    [14, 0, 5, 22, 0.011483241383, 0.226492684351],
    // Approval ratings: Agresti 1990, p. 350.
    [794, 150, 86, 570, -0.0587038728957, -0.0212304239829],
  ])("of %i, %i, %i, %i is what the formula gives in R", (both, onlyBefore, onlyAfter, neither, low, high) => {
    within(newcombePaired({ both, onlyBefore, onlyAfter, neither }), [low, high]);
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
        within(turned, [-high, -low]);
      }),
    );
  });
});

describe("Student's t", () => {
  it.each([
    // R 4.2.2, qt(0.975, degrees).
    [1, 12.7062047362],
    [2, 4.30265272975],
    [3, 3.18244630528],
    [4, 2.7764451052],
    [5, 2.57058183564],
    [10, 2.22813885199],
    [29, 2.04522964213],
    [99, 1.98421695159],
    [100, 1.98397151852],
    [101, 1.98373100296],
    [150, 1.9759053309],
    [1_000, 1.96233908083],
    [9_999, 1.96020126362],
  ])("with %i degrees of freedom is R's", (degrees, t) => {
    expect(Math.abs(studentT95(degrees) - t)).toBeLessThan(1e-9);
  });
});

describe("the difference of a set's rates", () => {
  const pair = (a: number, n: number, b: number, m: number) => ({
    baseline: { passed: a, samples: n },
    candidate: { passed: b, samples: m },
  });

  it("with one sample each is Newcombe's", () => {
    const pairs = [pair(1, 1, 1, 1), pair(1, 1, 0, 1), pair(1, 1, 0, 1), pair(0, 1, 1, 1), pair(0, 1, 0, 1)];
    const found = passRateDifference(pairs);
    expect(found?.difference).toBeCloseTo(-0.2, 10);
    expect(found?.interval).toEqual(newcombePaired({ both: 1, onlyBefore: 2, onlyAfter: 1, neither: 1 }));
  });

  it("with several is what its formula gives in R", () => {
    const pairs = [pair(5, 5, 3, 5), pair(4, 5, 4, 5), pair(5, 5, 5, 5), pair(2, 5, 1, 5)];
    within(passRateDifference(pairs)?.interval ?? [], [-0.473346505416, 0.168088290662]);
  });

  it("has a width where nothing was seen to differ: ten conversations cannot show that none would", () => {
    // As wide as that of ten single samples: Wilson's with t = 2.262 is 0.6615 to 1, squared and added both ways.
    const [low, high] = passRateDifference(Array.from({ length: 10 }, () => pair(5, 5, 5, 5)))?.interval ?? [0, 0];
    expect(high).toBeCloseTo(1 - 10 / (10 + studentT95(9) ** 2), 9);
    expect(low).toBeCloseTo(-high, 9);
  });

  it("has no interval for one conversation, and is nothing for none", () => {
    expect(passRateDifference([pair(2, 5, 1, 5)])?.interval).toBeNull();
    expect(passRateDifference([])).toBeNull();
  });

  it("holds the difference and turns round with the sides, whatever the numbers of samples", () => {
    const side = fc
      .integer({ min: 1, max: 9 })
      .chain((samples) => fc.record({ passed: fc.integer({ min: 0, max: samples }), samples: fc.constant(samples) }));
    const pairs = fc.array(fc.record({ baseline: side, candidate: side }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(pairs, (all) => {
        const found = passRateDifference(all);
        const turned = passRateDifference(
          all.map(({ baseline, candidate }) => ({ baseline: candidate, candidate: baseline })),
        );
        const [low, high] = found?.interval ?? [Number.NaN, Number.NaN];
        expect(low).toBeLessThanOrEqual((found?.difference ?? 0) + 1e-9);
        expect(high).toBeGreaterThanOrEqual((found?.difference ?? 0) - 1e-9);
        within(turned?.interval ?? [], [-high, -low]);
      }),
    );
  });
});
