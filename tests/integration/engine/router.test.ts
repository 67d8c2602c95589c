import { createRouterClient, isDefinedError, safe } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { rateLimitsFor } from "../../../electron/engine/calls/rate-limiter.ts";
import { asking, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

async function client() {
  const engine = await testEngine([asking("a", ["one"], "said")]);
  return { engine, call: createRouterClient(engine.router) };
}

describe("the contract's procedures", () => {
  it("pass a problem on as a value with its code, its message and its details, without a stack", async () => {
    const { call, engine } = await client();
    const { error } = await safe(call.versions.get({ promptId: engine.promptId, number: 9 }));
    if (!isDefinedError(error)) throw error ?? new Error("no error came");
    expect(error.data).toEqual({ code: "not-found", details: { number: 9 } });
    expect(error.message).toMatch(/no version v9/);
    expect(JSON.stringify(error.toJSON())).not.toMatch(/\.ts:\d+|at .*\(/);
  });

  it("refuse input that does not fit before anything is done", async () => {
    const { call, engine } = await client();
    await expect(call.prompts.create({ name: "   " })).rejects.toThrow();
    await expect(call.labels.set({ promptId: engine.promptId, number: 1, label: "v3" })).rejects.toThrow();
    const broken = { id: "b", turns: [{ role: "assistant" as const, content: "a reply to nobody" }] };
    await expect(
      call.conversations.save({ setId: engine.setId, conversation: broken, replaces: null }),
    ).rejects.toThrow();
    expect(await call.prompts.list()).toHaveLength(1);
    expect(await call.conversations.list({ setId: engine.setId })).toHaveLength(1);
  });

  it("refuse a conversation whose check cannot be evaluated, and one whose id is taken", async () => {
    const { call, engine } = await client();
    const turns = [{ role: "user" as const, content: "one" }];
    const save = (conversation: { id: string; checks?: { type: string; value?: string }[] }, replaces: string | null) =>
      safe(call.conversations.save({ setId: engine.setId, conversation: { turns, ...conversation }, replaces }));
    const codeOf = async (saving: ReturnType<typeof save>) => {
      const { error } = await saving;
      return error && isDefinedError(error) ? error.data.code : null;
    };
    expect(await codeOf(save({ id: "b", checks: [{ type: "regex", value: "(" }] }, null))).toBe("bad-input");
    expect(await codeOf(save({ id: "a" }, null))).toBe("conflict");
    expect(await codeOf(save({ id: "b" }, "gone"))).toBe("not-found");
    expect(await codeOf(save({ id: "renamed" }, "a"))).toBeNull();
    expect((await call.conversations.list({ setId: engine.setId })).map((one) => one.id)).toEqual(["renamed"]);
  });

  it("keep a price of one's own beside the shipped ones, and give the shipped one back when it is taken away", async () => {
    const { call } = await client();
    const gpt = { provider: "openai" as const, model: "gpt-4o-mini" };
    const find = async () => (await call.prices.list()).filter((price) => price.model === gpt.model);
    const shipped = await find();
    expect(shipped).toMatchObject([{ source: "shipped", upTo: null }]);
    await call.prices.save({ ...gpt, input: 1, output: 0 });
    expect(await find()).toMatchObject([{ source: "yours", input: 1, output: 0 }]);
    await expect(call.prices.save({ ...gpt, input: -1, output: 0 })).rejects.toThrow();
    await call.prices.remove(gpt);
    expect(await find()).toEqual(shipped);
    await expect(call.prices.remove(gpt)).rejects.toThrow("no price of your own");
  });

  it("keep a model's limits per minute, of which the tightest holds", async () => {
    const { call, engine } = await client();
    const server = await testServer();
    const { model } = requestFor(engine, server);
    const limits = { requestsPerMinute: 5, tokensPerMinute: null };
    const saved = await call.models.save({ ...model, id: null, name: "small", isDefault: true, ...limits });
    expect(await call.models.list()).toMatchObject([{ id: saved.id, ...limits }]);
    await call.models.save({ ...model, id: null, name: "again", isDefault: false, requestsPerMinute: 3 });
    expect(rateLimitsFor(engine.services.store, model)).toEqual({ requestsPerMinute: 3, tokensPerMinute: null });
    expect(rateLimitsFor(engine.services.store, { ...model, model: "large" })).toBeNull();
  });

  it("tell of a run's progress by events, the last of which says how it ended", async () => {
    const { call, engine } = await client();
    const server = await testServer();
    const stop = new AbortController();
    const stream = await call.events.stream(undefined, { signal: stop.signal });
    const seen: string[] = [];
    const run = await call.runs.start(requestFor(engine, server));
    for await (const event of stream) {
      seen.push(event.type);
      if (event.type === "run" && event.run.status === "complete") break;
    }
    expect(seen).toContain("run");
    expect((await call.runs.get({ runId: run.id })).progress).toMatchObject({ status: "complete", passed: 1 });
    stop.abort();
  });
});
