import { describe, expect, it } from "vitest";
import {
  compareMergeBehaviour,
  type MergeBehaviour,
  maxReplays,
  type MergeSide,
  type ObservedSample,
} from "../../../../electron/engine/analysis/merge/merge-behaviour.ts";
import { seededRandom } from "../../../fixtures/provider-server/faults.ts";

type World = Partial<Record<MergeSide, string[] | number | ((sample: number) => string[])>>;

/** What fails with each side: the checks by name, or how often the only check passes. Counts what is asked. */
function world(
  sides: World,
  { checks = 1, reply = null, seed = 5 }: { checks?: number; reply?: string | null; seed?: number } = {},
) {
  const random = seededRandom(seed);
  const asked: Record<MergeSide, number> = { base: 0, ours: 0, theirs: 0, merged: 0 };
  const take = (side: MergeSide, sample: number): Promise<ObservedSample> => {
    asked[side] += 1;
    const rule = sides[side] ?? [];
    const rolled = typeof rule === "number" ? (random() < rule ? [] : ["a"]) : rule;
    const failing = typeof rolled === "function" ? rolled(sample) : rolled;
    return Promise.resolve({ pass: failing.length === 0, failing, checks, reply: reply && `${reply} ${side}` });
  };
  return { take, asked, calls: () => Object.values(asked).reduce((sum, one) => sum + one, 0) };
}

async function still(sides: World, hasBase = true) {
  const { take, asked, calls } = world(sides);
  return { ...(await compareMergeBehaviour({ random: false, hasBase, take })), asked, calls: calls() };
}

const fail = ["a"];

describe("a model without chance", () => {
  it.each<[string, World, MergeBehaviour["finding"]]>([
    ["passes with both parents and fails with the merge", { merged: fail }, "unlikeBoth"],
    ["was fixed by one side and fails again", { base: fail, ours: fail, merged: fail }, "lostFix"],
    ["was broken by one side and stays so", { theirs: fail, merged: fail }, "carriedBreak"],
    ["fails with both and passes with the merge", { ours: fail, theirs: fail }, "betterThanBoth"],
    ["was fixed by one side and stays so", { base: fail, ours: fail }, "asBetter"],
    ["passes with all", {}, "asParents"],
    ["fails with all", { base: fail, ours: fail, theirs: fail, merged: fail }, "asParents"],
    ["fails anew in another check", { ours: ["a"], theirs: ["a"], merged: ["a", "b"] }, "unlikeBoth"],
    ["fails anew in another check, with one parent failing", { theirs: ["a"], merged: ["b"] }, "unlikeBoth"],
    [
      "loses the fix of one check while another fails all along",
      { base: ["a", "b"], ours: ["a", "b"], theirs: ["a"], merged: ["a", "b"] },
      "lostFix",
    ],
    ["loses a fix of either side", { base: ["a", "b"], ours: ["a"], theirs: ["b"], merged: ["a", "b"] }, "lostFix"],
  ])("%s", async (_, sides, finding) => {
    expect(await still(sides)).toMatchObject({ finding, certainty: 1 });
  });

  it("asks the base only where it tells something", async () => {
    expect((await still({ merged: fail })).asked).toEqual({ base: 0, ours: 1, theirs: 1, merged: 1 });
    expect((await still({ theirs: fail, merged: fail })).asked.base).toBe(1);
  });

  it("says what it cannot know where there is no base", async () => {
    expect(await still({ ours: fail, merged: fail }, false)).toMatchObject({ finding: "asWorse" });
  });

  it("names the checks that fail anew", async () => {
    expect((await still({ ours: ["a"], theirs: ["b"], merged: ["a", "b", "c"] })).newFailures).toEqual(["c"]);
  });
});

describe("a model that rolls dice", () => {
  const noisy = async (sides: World, seed = 5, hasBase = true) => {
    const { take, calls } = world(sides, { seed });
    return { ...(await compareMergeBehaviour({ random: true, hasBase, take })), calls: calls() };
  };

  it.each<[string, World, MergeBehaviour["finding"]]>([
    ["passes with both and mostly fails with the merge", { ours: 0.95, theirs: 0.95, merged: 0.1 }, "unlikeBoth"],
    ["fails less with the merge than with both", { ours: 0.05, theirs: 0.05, merged: 0.95 }, "betterThanBoth"],
    ["fails again", { base: 0.05, ours: 0.05, theirs: 0.95, merged: 0.05 }, "lostFix"],
    ["stays broken", { base: 0.95, ours: 0.95, theirs: 0.05, merged: 0.05 }, "carriedBreak"],
    ["stays fixed", { base: 0.05, ours: 0.95, theirs: 0.05, merged: 0.95 }, "asBetter"],
    ["is flaky with all three", { ours: 0.6, theirs: 0.6, merged: 0.6 }, "flaky"],
    ["always passes", { ours: 1, theirs: 1, merged: 1 }, "asParents"],
    ["always fails", { ours: 0, theirs: 0, merged: 0 }, "asParents"],
  ])("%s: found in nine of ten worlds", async (_, sides, finding) => {
    let right = 0;
    for (let seed = 1; seed <= 40; seed += 1) if ((await noisy(sides, seed)).finding === finding) right += 1;
    expect(right).toBeGreaterThanOrEqual(36);
  });

  it("takes six samples of a merge that passes each time, and three of each parent", async () => {
    expect(await noisy({ ours: 1, theirs: 1, merged: 1 })).toMatchObject({ calls: 12, certainty: 1 - 1 / 64 });
  });

  it("calls hardly any flaky conversation a surprise", async () => {
    let surprises = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const { finding } = await noisy({ base: 0.7, ours: 0.7, theirs: 0.7, merged: 0.7 }, seed);
      if (finding === "unlikeBoth" || finding === "lostFix") surprises += 1;
    }
    expect(surprises).toBeLessThanOrEqual(4);
  });

  it("never takes more than was said", async () => {
    for (const rate of [0.5, 0.65, 0.8]) {
      for (let seed = 1; seed <= 10; seed += 1) {
        const { calls } = await noisy({ base: 0.5, ours: 0.9, theirs: 0.5, merged: rate }, seed);
        expect(calls).toBeLessThanOrEqual(maxReplays(true, true));
      }
    }
  });

  it("takes one that says the same long reply every time at its word", async () => {
    const { take, asked } = world({ ours: [], theirs: [], merged: fail }, { reply: "the same long reply" });
    expect(await compareMergeBehaviour({ random: true, hasBase: true, take })).toMatchObject({
      finding: "unlikeBoth",
      certainty: 0.99,
    });
    expect(asked).toEqual({ base: 0, ours: 3, theirs: 3, merged: 3 });
  });

  it("finds a check that fails anew behind one that fails all along", async () => {
    const { take } = world({ ours: ["a"], theirs: ["a"], merged: ["a", "b"] }, { checks: 2 });
    expect(await compareMergeBehaviour({ random: true, hasBase: true, take })).toMatchObject({
      finding: "unlikeBoth",
      newFailures: ["b"],
    });
  });

  it("is not taken in by a check that fails anew once", async () => {
    const once = (sample: number): string[] => (sample === 0 ? ["a", "b"] : ["a"]);
    const { take } = world({ ours: ["a"], theirs: ["a"], merged: once }, { checks: 2 });
    expect(await compareMergeBehaviour({ random: true, hasBase: true, take })).toMatchObject({
      finding: "asParents",
      newFailures: [],
    });
  });

  it("is not taken in by a merge that passes at first", async () => {
    const { take } = world({ merged: (sample) => (sample < 3 ? [] : ["a"]) });
    expect(await compareMergeBehaviour({ random: true, hasBase: true, take })).toMatchObject({ finding: "unlikeBoth" });
  });
});
