import { describe, expect, it } from "vitest";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { bisected, bisectRequest, history, onlyCase } from "./bisect-helpers.ts";

describe("bisect", () => {
  it("names the version in log2 n steps and the two ends where the model answers alike", async () => {
    const { engine, server } = await history(64, (version) => (version < 41 ? 1 : 0));
    const plan = await engine.services.bisects.plan(bisectRequest(engine, server, 1, 64));
    expect(plan.path).toHaveLength(64);
    expect(server.requests).toHaveLength(0);
    const found = await bisected(engine, bisectRequest(engine, server, 1, 64));
    const { result, steps } = onlyCase(found);
    expect(result).toMatchObject({ end: "found", culprit: { version: "v41", number: 41, undone: false } });
    expect(result.certainty).toBeGreaterThanOrEqual(0.95);
    expect(steps.length).toBeLessThanOrEqual(9);
    expect(found.calls).toBe(steps.length);
    expect(server.requests).toHaveLength(found.calls);
    expect(plan.calls).toBeGreaterThanOrEqual(found.calls);
    expect(result.reason).toMatch(/^v41 broke it: v40 passes (\d) of \1, v41 0 of \d \(9\d% certain\)\.$/);
  });

  it("copes with a model that rolls dice, and asks nothing again the second time", async () => {
    const { engine, server } = await history(32, (version) => (version < 21 ? 0.95 : 0.2));
    const request = bisectRequest(engine, server, 1, 32);
    const noisy = { ...request, model: { ...request.model, settings: { temperature: 1 } } };
    const found = await bisected(engine, noisy);
    expect(onlyCase(found).result).toMatchObject({ end: "found", culprit: { version: "v21" } });
    const asked = server.requests.length;
    const again = await bisected(engine, noisy);
    expect(onlyCase(again).result.culprit?.version).toBe("v21");
    expect(again.calls).toBe(0);
    expect(server.requests).toHaveLength(asked);
  });

  it("looks first at what earlier runs recorded", async () => {
    const { engine, server } = await history(17, (version) => (version < 8 ? 1 : 0));
    const request = bisectRequest(engine, server, 1, 17);
    for (const version of [7, 8]) await replayed(engine, requestFor(engine, server, { version, model: request.model }));
    const found = await bisected(engine, request);
    expect(onlyCase(found).result.culprit?.version).toBe("v8");
    // After both ends v7 and v8, though the middle would tell more.
    const [third, fourth] = onlyCase(found).steps.slice(2);
    expect([third?.version, fourth?.version].sort((a, b) => String(a).localeCompare(String(b)))).toEqual(["v7", "v8"]);
    expect([third?.calls, fourth?.calls]).toEqual([0, 0]);
  });

  it("takes replies that come out the same to the letter for a model without chance", async () => {
    const long = "x".repeat(100);
    const server = await testServer({ reply: ({ system }) => `${system?.includes("1") ? "good" : "poor"} ${long}` });
    const texts = Array.from({ length: 16 }, (_, at) => `${at < 9 ? "1" : "0"} ${"*".repeat(at)}`);
    const engine = await testEngine([asking("a", ["Hi"], "good")], { texts });
    const request = bisectRequest(engine, server, 1, 16);
    const found = await bisected(engine, { ...request, model: { ...request.model, settings: { temperature: 1 } } });
    expect(onlyCase(found).result.culprit?.version).toBe("v10");
    // Two samples of each end say that it does not roll dice; then as ever.
    expect(found.calls).toBeLessThanOrEqual(4 + 5);
  });

  it("searches several conversations one after the other", async () => {
    const server = await testServer({
      reply: ({ system, messages }) => {
        const version = Number(/\d+/.exec(system ?? "")?.[0]);
        return version < (messages[0]?.content === "first" ? 3 : 6) ? "good" : "poor";
      },
    });
    const texts = Array.from({ length: 8 }, (_, at) => `Version ${at + 1}.`);
    const engine = await testEngine([asking("a", ["first"], "good"), asking("b", ["second"], "good")], { texts });
    const found = await bisected(engine, bisectRequest(engine, server, 1, 8, { conversationIds: ["a", "b"] }));
    expect(found.cases.map(({ result }) => result?.culprit?.version)).toEqual(["v3", "v6"]);
    expect(found.calls).toBe(found.cases.reduce((sum, { calls }) => sum + calls, 0));
  });

  it("goes on where it was stopped", async () => {
    const { engine, server } = await history(64, (version) => (version < 41 ? 1 : 0));
    const { bisects, events } = engine.services;
    const { id } = await bisects.start(bisectRequest(engine, server, 1, 64));
    const unlisten = events.listen((event) => {
      if (event.type === "insight" && event.insight.steps >= 1 && event.insight.running) void bisects.stop(id);
    });
    const stopped = await bisects.settled(id);
    unlisten();
    expect(onlyCase(stopped).result).toMatchObject({ end: "stopped", culprit: null });
    expect(stopped.running).toBe(false);
    const done = await bisected(engine, bisectRequest(engine, server, 1, 64));
    expect(onlyCase(done).result.culprit?.version).toBe("v41");
    const each = new Set(server.requests.map(({ system }) => system));
    // At most the one that was under way when it was stopped came twice.
    expect(server.requests.length - each.size).toBeLessThanOrEqual(1);
  });
});
