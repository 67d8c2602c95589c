import { describe, expect, it } from "vitest";
import {
  createLikenessTest,
  sampleBothEnds,
  type SampledEnds,
  type ReplaySample,
  estimateReplays,
} from "../../../electron/engine/analysis/likelihood-ratio-test.ts";

/** Gives what stands in the list, one after the other, then begins anew; counts what was taken. */
function script(...said: ReplaySample[]) {
  const count = { taken: 0 };
  const take = (): Promise<ReplaySample> => {
    const one = said[count.taken++ % said.length];
    return one ? Promise.resolve(one) : Promise.reject(new Error("nothing to say"));
  };
  return { take, count };
}
const passing = (reply: string | null): ReplaySample => ({ pass: true, reply });
const failing = (reply: string | null): ReplaySample => ({ pass: false, reply });

const still: SampledEnds = {
  outcome: "broke",
  baseline: { passed: 3, samples: 3 },
  candidate: { passed: 0, samples: 3 },
  error: 0.01,
  steady: new Set(["good", "bad"]),
};
const ends = (end: string): Promise<ReplaySample> =>
  Promise.resolve(end === "baseline" ? passing(null) : failing(null));

describe("sampleEnds", () => {
  it("takes a model for steady only where both ends say the same long replies each time", async () => {
    const same = await sampleBothEnds(
      (end) => Promise.resolve(end === "baseline" ? passing("good") : failing("bad")),
      true,
    );
    expect(same).toMatchObject({ outcome: "broke", baseline: { samples: 3 }, steady: new Set(["good", "bad"]) });
    const short = await sampleBothEnds((end) => ends(end), true);
    expect(short.steady).toBeNull();
    expect(short.baseline.samples).toBeGreaterThan(3);
    const varied = await sampleBothEnds(
      (end, at) => Promise.resolve(end === "baseline" ? passing("good") : failing(`bad ${at}`)),
      true,
    );
    expect(varied.steady).toBeNull();
  });

  it("asks once where nothing is left to chance", async () => {
    expect(await sampleBothEnds((end) => ends(end), false)).toMatchObject({
      outcome: "broke",
      error: 0,
      baseline: { samples: 1 },
    });
  });
});

describe("createBetween", () => {
  const terms = { hunks: 16, random: true, sampleEnd: ends };

  it("asks once for a reply of one of the ends, twice for a new one", async () => {
    const between = createLikenessTest(still, terms);
    const known = script(failing("bad"));
    expect(await between.decide(known.take)).toBe(true);
    expect(known.count.taken).toBe(1);
    const other = script(passing("other"));
    expect(await between.decide(other.take)).toBe(false);
    expect(other.count.taken).toBe(2);
    expect(between.error()).toBe(0.01);
  });

  it("goes on sampling where a text gets another reply each time", async () => {
    const between = createLikenessTest(still, terms);
    const varied = script(failing("one"), failing("two"), failing("three"));
    expect(await between.decide(varied.take)).toBe(true);
    expect(varied.count.taken).toBeGreaterThan(2);
    expect(between.error()).toBeGreaterThan(0.01);
  });

  it("has no answer for a text that behaves like neither end, and keeps to its limit", async () => {
    const unsteady = { ...still, steady: null };
    let taken = 0;
    const sampleEnd = (end: string): Promise<ReplaySample> => ((taken += 1), ends(end));
    const between = createLikenessTest(unsteady, { ...terms, sampleEnd });
    const torn = script(failing(null), passing(null));
    for (let question = 0; question < 40; question += 1) expect(await between.decide(torn.take)).toBeNull();
    expect(torn.count.taken + taken + 6).toBeLessThanOrEqual(estimateReplays(16, true).most);
  });
});
