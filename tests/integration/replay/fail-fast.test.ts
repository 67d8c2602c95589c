import { describe, expect, it } from "vitest";
import { runOfRef } from "../../../electron/engine/replay/resolve-request.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import { requirePrompt } from "../../../electron/engine/prompts/prompts.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const cases = Array.from({ length: 10 }, (_, at) => asking(`c${at}`, [`question ${at}`], "good"));
/** Version 1 fails c1 only; version 2 fails c1 and c4. */
const bad: Record<string, string[]> = { "One.": ["question 1"], "Two.": ["question 1", "question 4"] };

async function prepared() {
  const server = await testServer({
    reply: ({ system, messages }) =>
      (bad[system] ?? []).includes(messages.at(-1)?.content ?? "") ? "poor" : `good ${system}`,
  });
  return { server, engine: await testEngine(cases, { texts: ["One.", "Two."] }) };
}

describe("--fail-fast", () => {
  it("stops at the first conversation that broke against the parent, not at one that failed before", async () => {
    const { server, engine } = await prepared();
    await replayed(engine, requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, failFast: true, concurrency: 1 });
    const run = await replayed(engine, request);
    expect(run.progress).toMatchObject({ status: "incomplete", stopReason: "fail-fast", recorded: 5, failed: 2 });
    expect(run.progress.lastError).toContain('"c4" broke');
    const { replays } = engine.services;
    await replays.resume(run.id);
    expect((await replays.waitForEnd(run.id)).progress).toMatchObject({ status: "complete", recorded: 10 });
  });

  it("stops at the first failure where there is no run to break against", async () => {
    const { server, engine } = await prepared();
    const run = await replayed(engine, requestFor(engine, server, { version: 2, failFast: true, concurrency: 1 }));
    expect(run.progress).toMatchObject({ status: "incomplete", stopReason: "fail-fast", recorded: 2 });
    expect(run.progress.lastError).toContain('"c1" failed');
  });

  it("goes to the end where nothing broke", async () => {
    const { server, engine } = await prepared();
    await replayed(engine, requestFor(engine, server));
    const run = await replayed(engine, requestFor(engine, server, { failFast: true, baselineRunId: "1" }));
    expect(run.progress).toMatchObject({ status: "complete", stopReason: null });
  });

  it("waits for a baseline that is still being replayed", async () => {
    const { server, engine } = await prepared();
    const { replays } = engine.services;
    const baseline = await replays.start(requestFor(engine, server));
    const request = requestFor(engine, server, { version: 2, failFast: true, baselineRunId: baseline.id });
    const run = await replayed(engine, { ...request, concurrency: 1 });
    await replays.waitForEnd(baseline.id);
    expect(run.progress.stopReason).toBe("fail-fast");
    expect(run.progress.lastError).toContain('"c4" broke');
  });
});

describe("a partial run", () => {
  it("replays only what was picked, and never stands for its version", async () => {
    const { server, engine } = await prepared();
    const { replays, store } = engine.services;
    const whole = await replayed(engine, requestFor(engine, server));
    const part = await replayed(engine, requestFor(engine, server, { conversationIds: ["c3", "c7", "gone"] }));
    expect(part).toMatchObject({ partial: true, setSha256: whole.setSha256 });
    expect(part.progress).toMatchObject({ status: "complete", conversations: 2, replies: 2, cached: 2 });
    const runs = replays.list(engine.promptId, engine.setId);
    expect(runs.map((run) => run.partial)).toEqual([true, false]);
    const version = resolveRef(store, requirePrompt(store, engine.promptId), "1");
    expect(runOfRef(runs, version)?.id).toBe(whole.id);
  });

  it("is refused where nothing of it is in the set", async () => {
    const { server, engine } = await prepared();
    const request = requestFor(engine, server, { conversationIds: ["gone"] });
    await expect(engine.services.replays.start(request)).rejects.toThrow("None of the picked conversations");
  });
});

describe("the order of a run", () => {
  it("asks what broke in the newest run first", async () => {
    const { server, engine } = await prepared();
    await replayed(engine, requestFor(engine, server));
    await replayed(engine, requestFor(engine, server, { version: 2 }));
    server.requests.length = 0;
    await replayed(engine, requestFor(engine, server, { version: 2, useCache: false, concurrency: 1 }));
    const asked = server.requests.map((request) => request.messages[0]?.content);
    expect(asked.slice(0, 3)).toEqual(["question 4", "question 1", "question 0"]);
  });
});
