import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decideSequentially,
  INITIAL_SAMPLES,
  sequentialPlan,
} from "../../../electron/engine/statistics/sequential-test.ts";

const alone = sequentialPlan({ conversations: 1 });
const pair = (before: [number, number], after: [number, number], identical = false) => ({
  baseline: { passed: before[0], samples: before[1] },
  candidate: { passed: after[0], samples: after[1] },
  identical,
});

describe("the samples to take next", () => {
  it("are two a side at first, less what an earlier run left", () => {
    expect(decideSequentially(pair([0, 0], [0, 0]), alone)).toEqual({
      state: "open",
      moreBaseline: 2,
      moreCandidate: 2,
    });
    expect(decideSequentially(pair([1, 1], [0, 0]), alone)).toEqual({
      state: "open",
      moreBaseline: 1,
      moreCandidate: 2,
    });
    expect(decideSequentially(pair([5, 5], [0, 0]), alone)).toEqual({
      state: "open",
      moreBaseline: 0,
      moreCandidate: 2,
    });
  });

  it("are one for the side that is behind, or for both", () => {
    expect(decideSequentially(pair([2, 2], [1, 2]), alone)).toEqual({
      state: "open",
      moreBaseline: 1,
      moreCandidate: 1,
    });
    expect(decideSequentially(pair([5, 5], [1, 2]), alone)).toEqual({
      state: "open",
      moreBaseline: 0,
      moreCandidate: 1,
    });
    expect(decideSequentially(pair([1, 2], [5, 5]), alone)).toEqual({
      state: "open",
      moreBaseline: 1,
      moreCandidate: 0,
    });
  });

  it("are the candidate's alone where the baseline cannot be sampled further", () => {
    const plan = sequentialPlan({ conversations: 1, baselineGrows: false });
    expect(decideSequentially(pair([18, 20], [14, 20]), plan)).toEqual({
      state: "open",
      moreBaseline: 0,
      moreCandidate: 1,
    });
  });

  it("never pass the limit, and always come to an end", () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    const some = fc.record({
      before: rate,
      after: rate,
      limit: fc.integer({ min: 2, max: 40 }),
      conversations: fc.integer({ min: 1, max: 10_000 }),
      baselineGrows: fc.boolean(),
      earlier: fc.integer({ min: 0, max: 2 }),
      draws: fc.infiniteStream(rate),
    });
    fc.assert(
      fc.property(some, ({ before, after, draws, earlier, ...options }) => {
        const plan = sequentialPlan(options);
        const now = pair([earlier, earlier], [0, 0]);
        const grow = (tally: { passed: number; samples: number }, more: number, chance: number): void => {
          for (; more > 0; more -= 1) {
            tally.samples += 1;
            if ((draws.next().value ?? 0) < chance) tally.passed += 1;
          }
        };
        for (
          let decision = decideSequentially(now, plan);
          decision.state === "open";
          decision = decideSequentially(now, plan)
        ) {
          expect(decision.moreBaseline + decision.moreCandidate).toBeGreaterThan(0);
          if (!plan.baselineGrows) expect(decision.moreBaseline).toBe(0);
          grow(now.baseline, decision.moreBaseline, before);
          grow(now.candidate, decision.moreCandidate, after);
        }
        expect(now.baseline.samples).toBeLessThanOrEqual(Math.max(plan.limit, earlier));
        expect(now.candidate.samples).toBeLessThanOrEqual(plan.limit);
        expect(now.candidate.samples).toBeGreaterThanOrEqual(INITIAL_SAMPLES);
      }),
    );
  });
});

describe("a decision", () => {
  it.each([
    ["identical replies that pass, after two", pair([2, 2], [2, 2], true), "stillPassing"],
    ["identical replies that fail, after two", pair([0, 2], [0, 2], true), "stillFailing"],
    ["all passing with different replies, after five", pair([5, 5], [5, 5]), "stillPassing"],
    ["all failing with different replies, after five", pair([0, 5], [0, 5]), "stillFailing"],
    ["always passing, then never, after four", pair([4, 4], [0, 4]), "broke"],
    ["never passing, then always, after four", pair([0, 4], [4, 4]), "fixed"],
    ["half of twenty on both sides", pair([10, 20], [10, 20]), "flaky"],
  ] as const)("on %s is there", (_, seen, outcome) => {
    expect(decideSequentially(seen, alone)).toMatchObject({ state: "decided", outcome });
  });

  it.each([
    ["all passing with different replies, after four", pair([4, 4], [4, 4])],
    ["always passing, then never, after three", pair([3, 3], [0, 3])],
    ["identical replies whose verdicts differ all the same", pair([2, 2], [1, 2], true)],
  ] as const)("on %s is still open", (_, seen) => {
    expect(decideSequentially(seen, alone).state).toBe("open");
  });

  it("carries its p, at most the level it was made at", () => {
    const decision = decideSequentially(pair([4, 4], [0, 4]), alone);
    expect(decision.state === "decided" ? decision.p : 1).toBeLessThanOrEqual(0.05);
  });

  it("needs more among many conversations, and less once others were found", () => {
    const seen = pair([4, 4], [0, 4]);
    expect(decideSequentially(seen, sequentialPlan({ conversations: 100 })).state).toBe("open");
    expect(decideSequentially(seen, sequentialPlan({ conversations: 100, found: 99 })).state).toBe("decided");
    expect(decideSequentially(pair([9, 9], [0, 9]), sequentialPlan({ conversations: 100 })).state).toBe("decided");
  });

  it("is given up at the limit, with the number of samples that would settle it", () => {
    const plan = sequentialPlan({ conversations: 1, limit: 3 });
    expect(decideSequentially(pair([3, 3], [0, 3]), plan)).toEqual({ state: "undecided", moreWouldSettle: 1 });
    expect(decideSequentially(pair([4, 4], [0, 4]), plan)).toMatchObject({ state: "decided", outcome: "broke" });
    expect(decideSequentially(pair([3, 3], [3, 3]), plan)).toEqual({ state: "undecided", moreWouldSettle: 2 });
  });

  it("is given up early where the baseline's few samples can settle nothing", () => {
    const plan = sequentialPlan({ conversations: 1, baselineGrows: false });
    expect(decideSequentially(pair([1, 1], [0, 2]), plan)).toMatchObject({ state: "undecided" });
    expect(decideSequentially(pair([0, 0], [1, 2]), plan)).toMatchObject({ state: "undecided" });
  });
});
