import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBelief, type ModelNoise } from "../../../../electron/engine/analysis/bisect/search-culprit.ts";

const noises = fc.constantFrom<ModelNoise>("none", "little", "much");
const samples = fc.array(fc.tuple(fc.nat({ max: 999 }), fc.boolean()), { maxLength: 40 });

describe("what is believed of the culprit", () => {
  it("adds up to one whatever was seen, and no sample tells less than nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), noises, samples, (versions, noise, seen) => {
        const belief = createBelief(versions, noise);
        for (const [at, pass] of seen) belief.observe(at % versions, pass);
        const { culprits, same } = belief.now();
        const total = culprits.reduce((sum, one) => sum + one, same);
        expect(total).toBeCloseTo(1, 9);
        expect(culprits[0]).toBe(0);
        for (const nats of belief.information()) {
          expect(nats).toBeGreaterThanOrEqual(0);
          expect(nats).toBeLessThanOrEqual(Math.LN2 + 1e-9);
        }
      }),
    );
  });

  it("does not depend on the order of the samples", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), noises, samples, (versions, noise, seen) => {
        const [one, other] = [createBelief(versions, noise), createBelief(versions, noise)];
        for (const [at, pass] of seen) one.observe(at % versions, pass);
        for (const [at, pass] of seen.toReversed()) other.observe(at % versions, pass);
        other.now().culprits.forEach((share, at) => expect(share).toBeCloseTo(one.now().culprits[at] ?? 0, 12));
      }),
    );
  });

  it("asks the middle first once the ends are told apart", () => {
    const belief = createBelief(9, "none");
    belief.observe(0, true);
    belief.observe(8, false);
    const tells = belief.information();
    expect(tells.indexOf(Math.max(...tells))).toBe(4);
    expect(tells[4]).toBeCloseTo(Math.LN2, 6);
  });

  it("moves towards what failed, and back when the same version passes", () => {
    const belief = createBelief(5, "much");
    for (let times = 0; times < 4; times += 1) {
      belief.observe(0, true);
      belief.observe(4, false);
    }
    belief.observe(2, false);
    const after = belief.now().culprits;
    expect((after[1] ?? 0) + (after[2] ?? 0)).toBeGreaterThan(0.6);
    for (let times = 0; times < 4; times += 1) belief.observe(2, true);
    const later = belief.now().culprits;
    expect((later[3] ?? 0) + (later[4] ?? 0)).toBeGreaterThan(0.9);
  });
});
