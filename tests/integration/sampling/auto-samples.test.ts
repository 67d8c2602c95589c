import { describe, expect, it } from "vitest";
import { addConversation, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { passing, randomReplies, tallies, versions } from "./random-provider.ts";

describe("a run with auto-samples", () => {
  it("takes two samples a side of what is clear and more of what is open, on both sides", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false }) });
    const engine = await testEngine([passing("same", 1, 1), passing("broke", 1, 0), passing("flaky", 0.5, 0.5)], {
      texts: versions,
    });
    const baseline = await replayed(engine, requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const candidate = await replayed(engine, request);
    expect(candidate.progress).toMatchObject({ status: "complete", conversationsDone: 3, errors: 0 });
    const found = tallies(engine, baseline.id, candidate.id);
    expect(found["same"]).toEqual([2, 2, "stillPassing"]);
    expect(found["broke"]?.[2]).toBe("broke");
    expect(found["broke"]?.[0]).toBe(found["broke"]?.[1]);
    expect(found["flaky"]?.[0]).toBeGreaterThan(2);
    expect(found["flaky"]?.[2]).toBe("flaky");
    const sampled = Object.values(found).reduce((sum, [before, after]) => sum + before + after, 0);
    expect(server.requests).toHaveLength(sampled);
    // One sample of each conversation was the baseline's own run.
    expect(candidate.progress).toMatchObject({
      recorded: sampled - 3,
      replies: sampled - 3,
      repliesAtMost: sampled - 3,
    });
    // Conversations count alike, however many samples each has.
    const { passRate } = engine.services.comparisons.summary(baseline.id, candidate.id);
    expect(candidate.progress.passRate).toBeCloseTo(passRate.candidate ?? Number.NaN);
  });

  it("does not take one word said twice for a model that leaves nothing to chance", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false, brief: true }) });
    const engine = await testEngine([passing("same", 1, 1)], { texts: versions });
    const baseline = await replayed(engine, requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const candidate = await replayed(engine, request);
    const [before, after, outcome] = tallies(engine, baseline.id, candidate.id)["same"] ?? [];
    expect([before, after]).toEqual([5, 5]);
    expect(outcome).toBe("stillPassing");
  });

  it("leaves the baseline's own run as it was, and shows what it took beside it", async () => {
    const server = await testServer({ reply: randomReplies() });
    const engine = await testEngine([passing("broke", 1, 0)], { texts: versions });
    const { replays, comparisons, store } = engine.services;
    const baseline = await replayed(engine, requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const candidate = await replayed(engine, request);
    expect(replays.get(baseline.id)).toEqual(baseline);
    expect(replays.list(engine.promptId, undefined).map((run) => run.id)).toEqual([candidate.id, baseline.id]);
    expect(comparisons.summary(null, baseline.id).rows[0]?.candidate).toEqual({ passed: 1, samples: 1 });

    const shown = await comparisons.conversation(baseline.id, candidate.id, "broke", 3);
    expect(shown.samples).toBe(shown.row.baseline.samples);
    expect(shown.turns[0]?.baseline?.text).toMatch(/^good/);
    expect(shown.turns[0]?.candidate?.text).toMatch(/^bad/);
    expect(shown.runs).toMatchObject({ candidate: candidate.id });
    expect(shown.runs.baseline).not.toBe(baseline.id);
    const { request: body } = comparisons.request(shown.runs.baseline ?? "", "broke", 0, 3);
    expect(body).toContain("The first version.");
    const first = await comparisons.conversation(baseline.id, candidate.id, "broke", 0);
    expect(first.runs).toEqual({ baseline: baseline.id, candidate: candidate.id });

    const beside = shown.runs.baseline ?? "";
    replays.remove(candidate.id);
    expect(store.runs.get(Number(beside))).toBeNull();
  });

  it("stops at its limit and says what is undecided, and how many more would settle it", async () => {
    const server = await testServer({ reply: randomReplies() });
    const engine = await testEngine(
      Array.from({ length: 12 }, (_, at) => passing(`drop${at}`, 0.95, 0.6)),
      { texts: versions },
    );
    const { comparisons, replays } = engine.services;
    const baseline = await replayed(engine, requestFor(engine, server));
    const more = { version: 2, samples: "auto" as const, sampleLimit: 6, baselineRunId: baseline.id };
    const candidate = await replayed(engine, requestFor(engine, server, more));
    const { rows, counts } = comparisons.summary(baseline.id, candidate.id);
    expect(Math.max(...rows.flatMap((row) => [row.baseline.samples, row.candidate.samples]))).toBeLessThanOrEqual(6);
    expect(counts.undecided).toBeGreaterThan(0);
    expect(candidate.progress).toMatchObject({ status: "complete", conversationsDone: 12 });
    const open = rows.filter((row) => row.outcome === "undecided" && typeof row.more === "number");
    expect(open.every((row) => row.detail === `${row.more} more samples a side would settle it`)).toBe(true);

    const [one] = open;
    const asked = server.requests.length;
    await replays.addSamples(candidate.id, [one?.id ?? ""], one?.more ?? 0);
    const settled = await replays.waitForEnd(candidate.id);
    expect(settled.progress.status).toBe("complete");
    expect(settled.sampling?.limit).toBe((one?.candidate.samples ?? 0) + (one?.more ?? 0));
    const after = comparisons.summary(baseline.id, candidate.id).rows;
    for (const row of after) {
      const before = rows.find(({ id }) => id === row.id);
      if (row.id === one?.id) expect(row.candidate.samples).toBeGreaterThan(before?.candidate.samples ?? Infinity);
      else expect([row.baseline, row.candidate]).toEqual([before?.baseline, before?.candidate]);
    }
    const grown = after.find(({ id }) => id === one?.id);
    const taken = (row: typeof grown): number => (row?.baseline.samples ?? 0) + (row?.candidate.samples ?? 0);
    expect(server.requests.length - asked).toBe(taken(grown) - taken(one));
  });

  it("takes nothing of the baseline that its run has, or that the cache has from another run", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false }) });
    const engine = await testEngine([passing("same", 1, 1), passing("broke", 1, 0)], {
      texts: [...versions, "A second third."],
    });
    const baseline = await replayed(engine, requestFor(engine, server, { samples: 2 }));
    const auto = { samples: "auto" as const, baselineRunId: baseline.id };
    const second = await replayed(engine, requestFor(engine, server, { ...auto, version: 2 }));
    const found = tallies(engine, baseline.id, second.id);
    const broke = found["broke"]?.[0] ?? 0;
    expect(second.progress).toMatchObject({ cached: 0, calls: 2 + broke + (broke - 2) });

    const third = await replayed(engine, requestFor(engine, server, { ...auto, version: 3 }));
    expect(tallies(engine, baseline.id, third.id)).toEqual(found);
    expect(third.progress).toMatchObject({ cached: broke - 2, calls: 2 + broke });
  });

  it("without a baseline takes two of each, and up to five where they differ", async () => {
    const server = await testServer({ reply: randomReplies() });
    const flaky = Array.from({ length: 8 }, (_, at) => passing(`flaky${at}`, 0.5, 0.5));
    const engine = await testEngine([passing("same", 1, 1), passing("never", 0, 0), ...flaky], { texts: versions });
    const run = await replayed(engine, requestFor(engine, server, { samples: "auto" }));
    expect(run.progress).toMatchObject({ status: "complete", conversationsDone: 10 });
    const { rows } = engine.services.comparisons.summary(null, run.id);
    for (const { id, candidate } of rows) {
      const mixed = candidate.passed > 0 && candidate.passed < candidate.samples;
      expect([id, candidate.samples]).toEqual([id, mixed ? 5 : 2]);
    }
    expect(rows.filter(({ candidate }) => candidate.samples === 5).length).toBeGreaterThan(0);
  });

  it("asks once of what has no checks, and both versions anew of what was edited or is new", async () => {
    const server = await testServer({ reply: randomReplies() });
    const free = { id: "free", turns: [{ role: "user" as const, content: "free passes 0.5 then 0.5" }] };
    const engine = await testEngine([free, passing("edited", 1, 1)], { texts: versions });
    const baseline = await replayed(engine, requestFor(engine, server));
    addConversation(engine, engine.setId, passing("edited", 1, 0), "edited");
    addConversation(engine, engine.setId, passing("new", 1, 0));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const candidate = await replayed(engine, request);
    expect(tallies(engine, baseline.id, candidate.id)).toEqual({
      free: [1, 1, "stillPassing"],
      edited: [expect.any(Number), expect.any(Number), "broke"],
      new: [expect.any(Number), expect.any(Number), "broke"],
    });
    const { turns } = await engine.services.comparisons.conversation(baseline.id, candidate.id, "edited", 0);
    expect(turns[0]?.baseline?.text).toMatch(/^good/);
    expect(turns[0]?.user).toContain("passes 1 then 0");
  });

  it("decides as fast with a baseline that is still being replayed", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false }), latencyMs: 2 });
    const engine = await testEngine(
      [
        passing("same", 1, 1),
        passing("broke", 1, 0),
        ...Array.from({ length: 10 }, (_, at) => passing(`c${at}`, 1, 1)),
      ],
      { texts: versions },
    );
    const { replays } = engine.services;
    const baseline = await replays.start(requestFor(engine, server, { samples: "auto", concurrency: 1 }));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const started = await replays.start(request);
    const candidate = await replays.waitForEnd(started.id);
    await replays.waitForEnd(baseline.id);
    expect(candidate.progress).toMatchObject({ status: "complete", conversationsDone: 12 });
    const found = tallies(engine, baseline.id, candidate.id);
    expect(found["c3"]).toEqual([2, 2, "stillPassing"]);
    expect(found["broke"]?.[2]).toBe("broke");
    const sampled = Object.values(found).reduce((sum, [before, after]) => sum + before + after, 0);
    expect(server.requests).toHaveLength(sampled);
  });
});
