import { describe, expect, it } from "vitest";
import { mcnemarExact, signTest } from "../../../electron/engine/statistics/exact-tests.ts";

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

  it("gives R's binom.test(86, 236) for the approval ratings of R's mcnemar.test (Agresti 1990, p. 350)", () => {
    expect(Math.abs(mcnemarExact(86, 150) - 3.71593613957e-5)).toBeLessThan(1e-12);
  });

  it("gives 0.0703 for the 1 against 7 of Bentur and others (Fagerland and others, BMC Med Res Methodol 13:91, 2013)", () => {
    expect(mcnemarExact(1, 7)).toBeCloseTo(0.0703125, 7);
  });
});

describe("the sign test over conversations", () => {
  const pair = (before: [number, number], after: [number, number]) => ({
    baseline: { passed: before[0], samples: before[1] },
    candidate: { passed: after[0], samples: after[1] },
  });
  const fell = pair([5, 5], [3, 5]);
  const same = pair([5, 5], [5, 5]);

  it("is McNemar's with as many samples on both sides, and leaves out what did not move", () => {
    expect(signTest([fell, fell, fell, fell, fell, fell, same, same])).toBeCloseTo(2 / 64, 10);
    expect(signTest([same])).toBe(1);
    expect(signTest([])).toBe(1);
  });

  it("knows that a fall is likelier than a rise where the candidate has more samples", () => {
    // 5 passes dealt to 1 and 5 samples: the one failure is the candidate's in 5 of 6 deals, a fall.
    const uneven = pair([1, 1], [4, 5]);
    expect(signTest([uneven])).toBe(1);
    const all = Array.from({ length: 10 }, () => uneven);
    expect(signTest(all)).toBeCloseTo(2 * (5 / 6) ** 10, 10);
    expect(signTest([...all, fell])).toBeCloseTo(2 * (5 / 6) ** 10 * 0.5, 10);
  });

  it("stands 10,000 conversations with uneven numbers of samples", () => {
    const p = signTest(Array.from({ length: 10_000 }, (_, at) => pair([1, 2], [at % 2 === 0 ? 3 : 0, 3])));
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThanOrEqual(1);
  });
});
