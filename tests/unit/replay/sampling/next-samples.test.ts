import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sequentialPlan } from "../../../../electron/engine/statistics/sequential-test.ts";
import {
  decideNextSamples,
  type SampledPair,
  type SideSamples,
  type SamplingStep,
} from "../../../../electron/engine/replay/sampling/next-samples.ts";

const side = (passed: number, taken: number, judged = taken): SideSamples => ({ taken, judged, passed });
const pair = (candidate: SideSamples, baseline: SideSamples | null, more: Partial<SampledPair> = {}): SampledPair => ({
  checks: 1,
  candidate,
  baseline,
  supplementSamples: 0,
  identical: false,
  ...more,
});
const plan = sequentialPlan({ conversations: 20, limit: 30 });

describe("the samples to take next", () => {
  it("are first two a side, less what the baseline's own run has", () => {
    expect(decideNextSamples(pair(side(0, 0), side(1, 1)), plan)).toEqual({ candidate: 2, baseline: 1 });
    expect(decideNextSamples(pair(side(0, 0), side(9, 9)), plan)).toEqual({ candidate: 2, baseline: 0 });
    expect(decideNextSamples(pair(side(0, 0), null), plan)).toEqual({ candidate: 2, baseline: 0 });
    expect(decideNextSamples(pair(side(0, 0), side(0, 0), { checks: 0 }), plan)).toEqual({ candidate: 1, baseline: 1 });
  });

  it("let the candidate catch up one by one before both sides grow", () => {
    expect(decideNextSamples(pair(side(1, 2), side(4, 4)), plan)).toEqual({ candidate: 1, baseline: 0 });
    expect(decideNextSamples(pair(side(2, 4), side(4, 4)), plan)).toEqual({ candidate: 1, baseline: 1 });
  });

  it("finish half a step before anything is looked at, whichever side is missing", () => {
    const clear = { supplementSamples: 6, identical: true };
    expect(decideNextSamples(pair(side(8, 8), side(7, 7), clear), plan)).toEqual({ candidate: 0, baseline: 1 });
    expect(decideNextSamples(pair(side(7, 7), side(8, 8), clear), plan)).toEqual({ candidate: 1, baseline: 0 });
    expect(decideNextSamples(pair(side(8, 8), side(8, 8), clear), plan)).toEqual({ end: "stillPassing" });
  });

  it("end where every judged sample is in error, and at the limit whatever errors there are", () => {
    expect(decideNextSamples(pair(side(0, 2, 0), side(2, 2)), plan)).toEqual({ end: "undecided" });
    expect(decideNextSamples(pair(side(3, 30, 4), side(20, 30), { supplementSamples: 28 }), plan)).toMatchObject({
      end: expect.any(String),
    });
  });

  it("without a baseline go on to five where two differ", () => {
    expect(decideNextSamples(pair(side(2, 2), null), plan)).toEqual({ end: "stillPassing" });
    expect(decideNextSamples(pair(side(1, 2), null), plan)).toEqual({ candidate: 1, baseline: 0 });
    expect(decideNextSamples(pair(side(1, 5), null), plan)).toEqual({ end: "flaky" });
  });
});

describe("sampling one conversation to its end", () => {
  /** Takes samples as asked; `cutAt` forgets after so many samples what was asked for and not yet taken. */
  function sample(before: readonly boolean[], after: readonly boolean[], had: number, order: boolean, cutAt: number) {
    const baseline = side(before.slice(0, had).filter(Boolean).length, had);
    const candidate = side(0, 0);
    let supplementSamples = 0;
    let taken = 0;
    for (let step: SamplingStep; ;) {
      step = decideNextSamples({ checks: 1, candidate, baseline, supplementSamples, identical: false }, plan);
      if ("end" in step) return { end: step.end, candidate, baseline, taken };
      expect(step.candidate + step.baseline).toBeGreaterThan(0);
      const asked = [
        ...Array.from({ length: step.candidate }, () => "candidate" as const),
        ...Array.from({ length: step.baseline }, () => "baseline" as const),
      ];
      for (const which of order ? asked : asked.toReversed()) {
        const into = which === "candidate" ? candidate : baseline;
        const passed = (which === "candidate" ? after : before)[into.taken] ?? false;
        into.taken += 1;
        into.judged += 1;
        if (passed) into.passed += 1;
        if (which === "baseline") supplementSamples += 1;
        taken += 1;
        if (taken === cutAt) break;
      }
    }
  }

  it("keeps to the limit, and comes to the same end wherever it is cut off", () => {
    const draws = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(
        draws,
        draws,
        fc.integer({ min: 0, max: 8 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 60 }),
        (before, after, had, order, cutAt) => {
          const whole = sample(before, after, had, order, Infinity);
          expect(whole.candidate.taken).toBeLessThanOrEqual(30);
          expect(whole.baseline.taken).toBeLessThanOrEqual(Math.max(30, had));
          expect(sample(before, after, had, order, cutAt)).toEqual(whole);
        },
      ),
      { numRuns: 400, seed: 4 },
    );
  });
});
