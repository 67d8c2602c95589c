import { describe, expect, it } from "vitest";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { importFiles } from "../../../electron/engine/import-export/import-files.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { passing, randomReplies, tallies, versions } from "./random-provider.ts";

describe("auto-samples in trouble", () => {
  it("leave a conversation open whose baseline could not be asked further, and go on with it later", async () => {
    const answer = randomReplies({ varied: false });
    let down = false;
    const server = await testServer({
      reply: (request) => {
        if (down && request.system.includes("first") && request.messages.at(-1)?.content.startsWith("b "))
          throw new Error("down");
        return answer(request);
      },
    });
    const engine = await testEngine([passing("a", 1, 1), passing("b", 1, 0)], { texts: versions });
    const { replays, comparisons } = engine.services;
    const baseline = await replayed(engine, requestFor(engine, server));
    down = true;
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const cut = await replayed(engine, request);
    expect(cut.progress).toMatchObject({ status: "incomplete", errors: 1, conversationsDone: 1 });
    expect(cut.progress.replies).toBeGreaterThan(cut.progress.recorded);
    const row = comparisons.summary(baseline.id, cut.id).rows.find(({ id }) => id === "b");
    expect(row).toMatchObject({ outcome: "undecided" });
    expect(row?.detail).toContain("down");

    down = false;
    await replays.resume(cut.id);
    const done = await replays.waitForEnd(cut.id);
    expect(done.progress).toMatchObject({ status: "complete", errors: 0, conversationsDone: 2 });
    expect(tallies(engine, baseline.id, cut.id)["b"]?.[2]).toBe("broke");
  });

  it("do not go on for ever where a check can never be evaluated, and never call that passing", async () => {
    const server = await testServer({ reply: randomReplies() });
    const engine = await testEngine([passing("a", 1, 1)], { texts: versions });
    // Saving refuses such a check; a file may bring it along.
    const odd = { ...asking("odd", ["odd passes 1 then 1"]), checks: [{ type: "regex", value: "(" }] };
    const file = { name: "odd.jsonl", bytes: new TextEncoder().encode(JSON.stringify(odd)) };
    const asked = { setName: "cases", promptName: null, files: [file], assistantTurns: "live" } as const;
    const sandbox = createSandbox();
    await importFiles(engine.services.store, sandbox, asked).finally(() => void sandbox.close());
    const baseline = await replayed(engine, requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: baseline.id });
    const run = await replayed(engine, request);
    expect(run.progress).toMatchObject({ status: "complete", conversationsDone: 2, undecided: 1 });
    const row = engine.services.comparisons.summary(baseline.id, run.id).rows.find(({ id }) => id === "odd");
    expect(row).toMatchObject({ outcome: "undecided", candidate: { passed: 0, samples: 0 } });
  });

  it("go on without the baseline's own run, which was deleted meanwhile, by what was taken beside it", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false }) });
    const engine = await testEngine([passing("a", 1, 1), passing("b", 1, 0)], { texts: versions });
    const { replays, store } = engine.services;
    const baseline = await replayed(engine, requestFor(engine, server));
    const budget = { calls: 5, tokens: null, cost: null, wallMs: null };
    const auto = { version: 2, samples: "auto" as const, baselineRunId: baseline.id, budget, useCache: false };
    const cut = await replayed(engine, requestFor(engine, server, auto));
    expect(cut.progress.status).toBe("incomplete");
    replays.remove(baseline.id);
    await replays.resume(cut.id, { budget: null });
    const done = await replays.waitForEnd(cut.id);
    expect(done.progress).toMatchObject({ status: "complete", conversationsDone: 2, errors: 0 });
    const beside = store.runs.supplementRun(Number(cut.id)) ?? -1;
    const asked = server.requests.slice(2);
    const first = asked.filter(({ system }) => system.includes("first")).length;
    expect(store.outputs.recorded(beside)).toHaveLength(first);
    expect(store.outputs.recorded(Number(cut.id))).toHaveLength(asked.length - first);
  });

  it("stop at the first conversation that is found broken, with fail-fast", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false }) });
    const engine = await testEngine(
      [passing("broke", 1, 0), ...Array.from({ length: 30 }, (_, at) => passing(`c${at}`, 1, 1))],
      { texts: versions },
    );
    const baseline = await replayed(engine, requestFor(engine, server));
    const more = { version: 2, samples: "auto" as const, baselineRunId: baseline.id, failFast: true, concurrency: 2 };
    const run = await replayed(engine, requestFor(engine, server, more));
    expect(run.progress).toMatchObject({ status: "incomplete", stopReason: "fail-fast" });
    expect(run.progress.lastError).toBe(`Stopped because "broke" broke against run ${baseline.id}.`);
    expect(run.progress.conversationsDone).toBeLessThan(31);
  });

  it("let a quick replay of one sample say what it breaks against a run that was sampled further", async () => {
    const server = await testServer({ reply: randomReplies({ varied: false }) });
    const engine = await testEngine([passing("broke", 1, 0), passing("flaky", 0.5, 0)], { texts: versions });
    const baseline = await replayed(engine, requestFor(engine, server, { samples: "auto" }));
    const quick = requestFor(engine, server, { version: 2, conversationIds: ["broke", "flaky"] });
    const { rows } = engine.services.comparisons.summary(baseline.id, (await replayed(engine, quick)).id);
    expect(rows.find(({ id }) => id === "broke")?.outcome).toBe("broke");
    const flaky = rows.find(({ id }) => id === "flaky");
    if ((flaky?.baseline.samples ?? 0) > 1) expect(flaky?.outcome).not.toBe("broke");
  });

  it("refuse a baseline of pinned history and a run that cannot be settled, in words", async () => {
    const server = await testServer({ reply: randomReplies() });
    const engine = await testEngine([passing("a", 1, 1)], { texts: versions });
    const baseline = await replayed(engine, requestFor(engine, server));
    const pinned = await replayed(
      engine,
      requestFor(engine, server, { version: 2, history: "pinned", baselineRunId: baseline.id }),
    );
    const auto = requestFor(engine, server, { version: 2, samples: "auto", baselineRunId: pinned.id });
    const { replays } = engine.services;
    const before = replays.list(engine.promptId, undefined).length;
    expect((await problemOf(() => replays.start(auto))).message).toContain("pinned history");
    expect(replays.list(engine.promptId, undefined)).toHaveLength(before);
    expect((await problemOf(() => replays.addSamples(baseline.id, ["a"], 4))).message).toContain("auto-samples");
  });
});
