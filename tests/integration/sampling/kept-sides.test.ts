import { describe, expect, it } from "vitest";
import { replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { passing, randomReplies, tallies, versions } from "./random-provider.ts";

describe("runs that are kept between two comparisons", () => {
  it("have their own samples alone, whatever they were compared with before", async () => {
    const server = await testServer({ reply: randomReplies() });
    const engine = await testEngine([passing("broke", 1, 0), passing("same", 1, 1)], { texts: versions });
    const baseline = await replayed(engine, requestFor(engine, server));
    const single = await replayed(engine, requestFor(engine, server, { version: 2 }));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const auto = await replayed(engine, request);

    const [before, after] = tallies(engine, baseline.id, auto.id)["broke"] ?? [];
    expect(before).toBeGreaterThan(1);
    expect(before).toBe(after);
    expect(tallies(engine, baseline.id, single.id)).toEqual({ broke: [1, 1, "broke"], same: [1, 1, "stillPassing"] });
    expect(tallies(engine, single.id, baseline.id)["broke"]).toEqual([1, 1, "fixed"]);
    expect(tallies(engine, baseline.id, auto.id)["broke"]).toEqual([before, after, "broke"]);
  });

  it("are read anew when they went on", async () => {
    const server = await testServer({ reply: randomReplies() });
    const engine = await testEngine([passing("broke", 1, 0), passing("same", 1, 1)], { texts: versions });
    const baseline = await replayed(engine, requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, budget: { calls: 1 } });
    const stopped = await replayed(engine, request);
    const { comparisons, replays } = engine.services;
    expect(comparisons.summary(baseline.id, stopped.id).counts.missing).toBe(1);
    await replays.resume(stopped.id, { budget: null });
    await replays.waitForEnd(stopped.id);
    expect(comparisons.summary(baseline.id, stopped.id).counts).toMatchObject({
      missing: 0,
      broke: 1,
      stillPassing: 1,
    });
  });
});
