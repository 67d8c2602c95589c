import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyOutcomes } from "../../../electron/engine/statistics/classify-outcomes.ts";
import { boschlooExact, fisherExact } from "../../../electron/engine/statistics/exact-tests.ts";
import { furtherSamplesFixed } from "../../../electron/engine/statistics/sequential-test.ts";

const tally = (passed: number, samples: number) => ({ passed, samples });
const judge = (before: [number, number], after: [number, number]) =>
  classifyOutcomes([{ baseline: tally(...before), candidate: tally(...after) }])[0];

describe("with one sample a side", () => {
  it.each([
    [1, 0, "broke"],
    [0, 1, "fixed"],
    [1, 1, "stillPassing"],
    [0, 0, "stillFailing"],
  ])("%i → %i is %s", (before, after, outcome) => {
    expect(judge([before, 1], [after, 1])?.outcome).toBe(outcome);
  });

  it("says what one sample is worth where it claims a change, and nothing where it does not", () => {
    expect(judge([1, 1], [0, 1])?.detail).toContain("by chance in 9 of 100");
    expect(judge([0, 1], [1, 1])?.detail).toContain("one sample a side");
    expect(judge([1, 1], [1, 1])?.detail).toBeNull();
  });
});

describe("with several samples", () => {
  it.each([
    [[5, 5], [0, 5], "broke"],
    [[0, 5], [5, 5], "fixed"],
    [[5, 5], [5, 5], "stillPassing"],
    [[0, 5], [0, 5], "stillFailing"],
    [[3, 5], [3, 5], "flaky"],
    [[3, 3], [0, 3], "broke"],
    [[2, 2], [0, 2], "undecided"],
    [[5, 5], [4, 5], "undecided"],
    [[5, 5], [0, 1], "undecided"],
  ] as const)("%j → %j is %s", (before, after, outcome) => {
    expect(judge([...before], [...after])?.outcome).toBe(outcome);
  });

  it("2/2 → 0/2 is undecided at p = 0.125 and says that one more sample a side would settle it", () => {
    expect(boschlooExact(tally(2, 2), tally(0, 2))).toBeCloseTo(0.125, 9);
    expect(boschlooExact(tally(3, 3), tally(0, 3))).toBeCloseTo(0.03125, 9);
    expect(fisherExact(tally(3, 3), tally(0, 3))).toBeCloseTo(0.1, 9);
    expect(judge([2, 2], [0, 2])?.detail).toBe("1 more sample a side would settle it");
  });

  it("says how sure it is of a change", () => {
    expect(judge([3, 3], [0, 3])?.detail).toBe("p = 0.031");
    const same = { baseline: tally(9, 9), candidate: tally(9, 9) };
    const [first] = classifyOutcomes([{ baseline: tally(9, 9), candidate: tally(0, 9) }, same, same]);
    expect(first?.detail).toBe("p < 0.0001, corrected over 3 conversations");
  });

  it("what is significant alone can be undecided among many: the correction is over the set", () => {
    const broken = { baseline: tally(4, 4), candidate: tally(0, 4) };
    expect(classifyOutcomes([broken])[0]?.outcome).toBe("broke");
    const same = { baseline: tally(4, 4), candidate: tally(4, 4) };
    expect(classifyOutcomes([broken, ...Array.from({ length: 20 }, () => same)])[0]?.outcome).toBe("undecided");
  });

  it.each([
    [1, 20, 4],
    [1, 1_000, 1],
    [30, 300, 2],
  ])("the number of samples that would settle %i of %i holds: taken, they do settle it", (count, others, samples) => {
    const same = Array.from({ length: others }, () => ({
      baseline: tally(samples, samples),
      candidate: tally(samples + 1, samples + 1),
    }));
    const broken = (each: number) =>
      Array.from({ length: count }, () => ({ baseline: tally(each, each), candidate: tally(0, each + 1) }));
    const first = classifyOutcomes([...broken(samples), ...same])[0];
    expect(first?.outcome).toBe("undecided");
    const more = Number(/^\d+/.exec(first?.detail ?? "")?.[0]);
    expect(classifyOutcomes([...broken(samples + more), ...same])[0]?.outcome).toBe("broke");
    expect(classifyOutcomes([...broken(samples + more - 1), ...same])[0]?.outcome).toBe("undecided");
  });

  it("a set in which all fail alike is all broke: the correction does not hide a landslide", () => {
    const broken = { baseline: tally(4, 4), candidate: tally(0, 4) };
    const outcomes = classifyOutcomes(Array.from({ length: 200 }, () => broken)).map((one) => one.outcome);
    expect(new Set(outcomes)).toEqual(new Set(["broke"]));
  });

  it("of one conversation leave another one's single sample as it is", () => {
    const single = { baseline: tally(1, 1), candidate: tally(0, 1) };
    const several = { baseline: tally(5, 5), candidate: tally(5, 5) };
    expect(classifyOutcomes([single, several]).map((one) => one.outcome)).toEqual(["broke", "stillPassing"]);
  });
});

describe("with auto-samples", () => {
  const auto = (before: [number, number], after: [number, number]) =>
    classifyOutcomes([{ baseline: tally(...before), candidate: tally(...after) }], "auto")[0];

  it.each([
    [[4, 4], [0, 4], "broke"],
    [[0, 4], [4, 4], "fixed"],
    [[2, 2], [2, 2], "stillPassing"],
    [[0, 2], [0, 2], "stillFailing"],
    [[10, 20], [10, 20], "flaky"],
    [[3, 3], [0, 3], "undecided"],
    [[1, 1], [0, 1], "undecided"],
  ] as const)("%j → %j is %s", (before, after, outcome) => {
    expect(auto([...before], [...after])?.outcome).toBe(outcome);
  });

  it("asks for more than a fixed number would: sampling that stops when it looks right proves less", () => {
    expect(judge([3, 3], [0, 3])?.outcome).toBe("broke");
    expect(auto([3, 3], [0, 3])?.detail).toBe("1 more sample a side would settle it");
  });
});

describe("any outcome", () => {
  const side = fc
    .integer({ min: 1, max: 8 })
    .chain((samples) => fc.record({ passed: fc.integer({ min: 0, max: samples }), samples: fc.constant(samples) }));

  it("calls broke only what fell, fixed only what rose, and passing only what never failed", () => {
    const sets = fc.array(fc.record({ baseline: side, candidate: side }), { maxLength: 12 });
    fc.assert(
      fc.property(sets, fc.constantFrom("fixed", "auto"), (pairs, sampling) => {
        const outcomes = classifyOutcomes(pairs, sampling);
        expect(outcomes).toHaveLength(pairs.length);
        pairs.forEach(({ baseline, candidate }, at) => {
          const [before, after] = [baseline.passed / baseline.samples, candidate.passed / candidate.samples];
          const outcome = outcomes[at]?.outcome;
          if (outcome === "broke") expect(after).toBeLessThan(before);
          if (outcome === "fixed") expect(after).toBeGreaterThan(before);
          if (outcome === "stillPassing") expect([before, after]).toEqual([1, 1]);
          if (outcome === "stillFailing") expect([before, after]).toEqual([0, 0]);
          expect(["broke", "fixed", "stillPassing", "stillFailing", "flaky", "undecided"]).toContain(outcome);
        });
      }),
    );
  });

  it("of two sides that fail and pass alike has no number of samples that would settle it", () => {
    expect(furtherSamplesFixed(tally(2, 4), tally(1, 2), 0.05)).toBeNull();
  });
});
