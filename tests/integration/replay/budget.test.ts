import { describe, expect, it } from "vitest";
import { savePrice } from "../../../electron/engine/models/prices.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const none = { calls: null, tokens: null, cost: null, wallMs: null };
const many = Array.from({ length: 12 }, (_, at) => asking(`c${at}`, [`question ${at}`, "and more"], "said"));

describe("a run with a budget", () => {
  it("never sends more requests than its limit, keeps every reply, and goes on with a larger one", async () => {
    const server = await testServer();
    const engine = await testEngine(many);
    const { replays } = engine.services;
    const run = await replayed(engine, requestFor(engine, server, { budget: { ...none, calls: 7 } }));
    expect(run.progress).toMatchObject({
      status: "incomplete",
      stopReason: "budget",
      calls: 7,
      recorded: 7,
      errors: 0,
    });
    expect(run.progress.lastError).toContain("7 calls");
    expect(server.requests).toHaveLength(7);

    await replays.resume(run.id, { budget: { ...none, calls: 20 } });
    const further = await replays.waitForEnd(run.id);
    expect(further.progress).toMatchObject({ status: "incomplete", calls: 20, recorded: 20 });
    expect(further.budget).toMatchObject({ calls: 20 });

    await replays.resume(run.id, { budget: null });
    const done = await replays.waitForEnd(run.id);
    expect(done.progress).toMatchObject({ status: "complete", stopReason: null, lastError: null, recorded: 24 });
    expect(server.requests).toHaveLength(24);
  });

  it("counts tries that were refused as well", async () => {
    const server = await testServer({ faults: { seed: 1, rates: { "server-error": 1 } } });
    const engine = await testEngine(many);
    const run = await replayed(engine, requestFor(engine, server, { budget: { ...none, calls: 6 } }));
    expect(run.progress).toMatchObject({ status: "incomplete", recorded: 0 });
    expect(server.requests.length).toBeLessThanOrEqual(6);
  });

  it("stays below a limit on tokens and on dollars, however many calls may go side by side", async () => {
    const server = await testServer();
    const engine = await testEngine(many);
    const request = requestFor(engine, server, { concurrency: 12, useCache: false });
    savePrice(engine.services.store, { provider: "openai-compatible", model: "small", input: 1000, output: 1000 });
    const whole = await replayed(engine, request);
    const tokens = whole.progress.tokens.input + whole.progress.tokens.output;
    expect(whole.progress.cost).toBeCloseTo(tokens / 1000);

    const half = await replayed(engine, { ...request, budget: { ...none, tokens: Math.floor(tokens / 2) } });
    const used = half.progress.tokens.input + half.progress.tokens.output;
    expect(half.progress).toMatchObject({ status: "incomplete", stopReason: "budget" });
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThanOrEqual(tokens / 2);

    const dollars = await replayed(engine, { ...request, budget: { ...none, cost: tokens / 2000 } });
    expect(dollars.progress).toMatchObject({ status: "incomplete", stopReason: "budget" });
    expect(dollars.progress.cost).toBeLessThanOrEqual(tokens / 2000);
  });

  it("cuts a call off that hangs when the time is up", async () => {
    const server = await testServer({ latencyMs: 60_000 });
    const engine = await testEngine(many);
    const run = await replayed(engine, requestFor(engine, server, { budget: { ...none, wallMs: 50 } }));
    expect(run.progress).toMatchObject({ status: "incomplete", stopReason: "budget", recorded: 0, errors: 0 });
    expect(run.progress.lastError).toContain("0.05 s");
  });

  it("refuses a limit in dollars where the price is unknown, and writes nothing", async () => {
    const server = await testServer();
    const engine = await testEngine(many);
    const { replays } = engine.services;
    await expect(replays.start(requestFor(engine, server, { budget: { ...none, cost: 1 } }))).rejects.toThrow(
      "The price of small is unknown",
    );
    expect(replays.list(engine.promptId, undefined)).toEqual([]);
  });

  it("costs nothing from its budget what the cache answers", async () => {
    const server = await testServer();
    const engine = await testEngine(many);
    await replayed(engine, requestFor(engine, server));
    const run = await replayed(engine, requestFor(engine, server, { budget: { ...none, calls: 1 } }));
    expect(run.progress).toMatchObject({ status: "complete", calls: 0, cached: 24, stopReason: null });
  });
});

describe("a plan", () => {
  it("estimates calls, tokens and cost of what the cache lacks", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["first", "more"])]);
    const { replays, store } = engine.services;
    const request = requestFor(engine, server);
    // "You are Lex." + "first" are 17 characters; the second request adds "more" and a reply of 200 tokens.
    const before = await replays.plan(request);
    expect(before).toMatchObject({ calls: 2, cost: null, tokens: { input: 5 + 6 + 200, output: 400 } });
    savePrice(store, { provider: "openai-compatible", model: "small", input: 10, output: 100 });
    expect((await replays.plan(request)).cost).toBeCloseTo((211 * 10 + 400 * 100) / 1e6);
    await replayed(engine, request);
    expect(await replays.plan(request)).toMatchObject({ calls: 0, cost: 0, tokens: { input: 0, output: 0 } });
    expect(await replays.plan({ ...request, conversationIds: ["a"], useCache: false })).toMatchObject({ calls: 2 });
  });
});
