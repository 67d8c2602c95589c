import { describe, expect, it } from "vitest";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const measured = { type: "contains", value: "nowhere", weight: 0, metric: "promise" };

describe("checks with a weight and a score", () => {
  it("of weight 0 are measured and kept, but never fail the reply", async () => {
    const server = await testServer();
    const conversation = { ...asking("a", ["first", "second"], "said"), checks: [measured] };
    const engine = await testEngine([conversation]);
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ status: "complete", passed: 1, failed: 0 });
    const shown = await engine.services.comparisons.conversation(null, run.id, "a", 0);
    const verdict = shown.turns[0]?.candidate?.verdicts.find(({ check }) => check["metric"] === "promise");
    expect(verdict).toMatchObject({ status: "fail", counts: false, reason: expect.stringMatching(/^measured only: /) });
  });

  it("keep their score in the project file, for each side of a comparison", async () => {
    const server = await testServer();
    const check = { type: "bleu", value: "You said: first", threshold: 0.9 };
    const engine = await testEngine([{ ...asking("a", ["first"]), checks: [check] }]);
    const before = await replayed(engine, requestFor(engine, server));
    const after = await replayed(engine, requestFor(engine, server));
    const shown = await engine.services.comparisons.conversation(before.id, after.id, "a", 0);
    expect(shown.turns[0]?.verdicts).toEqual([
      {
        check,
        baseline: expect.objectContaining({ score: 1, counts: true }),
        candidate: expect.objectContaining({ score: 1 }),
      },
    ]);
  });

  it("in a set are one verdict, which fails the reply", async () => {
    const server = await testServer();
    const assert = [{ type: "contains", value: "said" }, measured, { type: "contains", value: "nowhere" }];
    const engine = await testEngine([{ ...asking("a", ["first"]), checks: [{ type: "assert-set", assert }] }]);
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ passed: 0, failed: 1 });
    const shown = await engine.services.comparisons.conversation(null, run.id, "a", 0);
    expect(shown.turns[0]?.candidate?.verdicts).toMatchObject([{ status: "fail", score: 0.5 }]);
  });
});
