import { describe, expect, it } from "vitest";
import { BudgetSpent, TrialFailed } from "../../../electron/engine/analysis/trials/trial.ts";
import { clearReplyCache } from "../../../electron/engine/calls/reply-cache.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { openSession } from "./open-session.ts";

const noLimits = { calls: null, tokens: null, cost: null, wallMs: null };

describe("a trial", () => {
  it("says whether one sample passes with a text that is no version", async () => {
    const server = await testServer({ reply: ({ system }) => (system?.includes("kind") ? "hello" : "go away") });
    const engine = await testEngine([asking("a", ["Hi"], "hello")]);
    const session = await openSession(engine, server);
    expect(await session.run("Be kind.", "a", 0)).toBe("pass");
    expect(await session.run("Be rude.", "a", 0)).toBe("fail");
    expect(session.spent).toMatchObject({ calls: 2, cached: 0 });
    expect(server.requests.map(({ system }) => system)).toEqual(["Be kind.", "Be rude."]);
  });

  it("costs nothing the second time, in a session of its own and in another one", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["Hi"], "Hi")]);
    const session = await openSession(engine, server);
    await Promise.all([session.run("One.", "a", 0), session.run("One.", "a", 0)]);
    await session.run("One.", "a", 0);
    const later = await openSession(engine, server);
    expect(later.callsFor("One.", "a", 0)).toBe(0);
    expect(later.callsFor("One.", "a", 1)).toBe(1);
    expect(await later.run("One.", "a", 0)).toBe("pass");
    expect(later.spent).toMatchObject({ calls: 0, cached: 1 });
    expect(server.requests).toHaveLength(1);
    await later.run("One.", "a", 1);
    expect(server.requests).toHaveLength(2);
  });

  it("takes replies that a run has recorded, and asks again once the cache is cleared", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["Hi"], "Hi")]);
    await replayed(engine, requestFor(engine, server));
    const session = await openSession(engine, server);
    expect(await session.run("You are Lex.", "a", 0)).toBe("pass");
    expect(server.requests).toHaveLength(1);
    clearReplyCache(engine.services.store);
    await session.run("You are Lex.", "a", 0);
    expect(server.requests).toHaveLength(2);
  });

  it("sends its own earlier replies along, and fixed ones where they stand", async () => {
    const server = await testServer({ reply: ({ messages }) => `reply ${messages.length}` });
    const engine = await testEngine([
      asking("live", ["One", "Two", "Three"]),
      {
        id: "fixed",
        title: "",
        turns: [
          { role: "user", content: "One" },
          { role: "assistant", content: "written by hand" },
          { role: "user", content: "Two" },
        ],
        checks: [],
      },
    ]);
    const session = await openSession(engine, server);
    expect(session.callsFor("Be brief.", "live", 0)).toBe(3);
    expect(session.callsFor("Be brief.", "fixed", 0)).toBe(1);
    await session.run("Be brief.", "live", 0);
    expect(server.requests.at(-1)?.messages.map(({ content }) => content)).toEqual([
      "One",
      "reply 1",
      "Two",
      "reply 3",
      "Three",
    ]);
    await session.run("Be brief.", "fixed", 0);
    expect(server.requests).toHaveLength(4);
    expect(server.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(["One", "written by hand", "Two"]);
  });

  it("asks a version's own settings, and keeps trials with other settings apart", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["Hi"])]);
    const session = await openSession(engine, server);
    await session.run("One.", "a", 0);
    await session.run("One.", "a", 0, { temperature: 0 });
    expect(server.requests).toHaveLength(2);
    expect(JSON.parse(server.requests[1]?.body ?? "{}")).toMatchObject({ temperature: 0 });
    expect([session.isRandom(), session.isRandom({ temperature: 0 })]).toEqual([true, false]);
  });

  it("goes on after a stop half-way through a conversation, and asks no turn twice", async () => {
    const stop = new AbortController();
    const reason = new Error("stopped by a person");
    const server = await testServer({
      onRequest: ({ messages }) => {
        if (messages.length === 3) stop.abort(reason);
      },
    });
    const engine = await testEngine([asking("a", ["One", "Two"], "You said")]);
    const session = await openSession(engine, server, { signal: stop.signal });
    await expect(session.run("Be brief.", "a", 0)).rejects.toBe(reason);
    const again = await openSession(engine, server);
    expect(again.callsFor("Be brief.", "a", 0)).toBe(1);
    expect(await again.run("Be brief.", "a", 0)).toBe("pass");
    expect(server.requests.map(({ messages }) => messages.length)).toEqual([1, 3, 3]);
  });

  it("hears what people say of its replies, also afterwards", async () => {
    const server = await testServer({ reply: () => "fine" });
    const engine = await testEngine([asking("a", ["Hi"])]);
    const session = await openSession(engine, server);
    expect(await session.run("One.", "a", 0)).toBe("pass");
    const { store } = engine.services;
    const contentId = store.conversations.stored(Number(engine.setId))[0]?.contentId ?? 0;
    store.write(() =>
      store.annotations.put(
        { contentId, turn: 0, textId: store.texts.put("fine") },
        { verdict: "bad", note: "", author: "me", at: new Date().toISOString() },
      ),
    );
    expect(await session.run("One.", "a", 0)).toBe("fail");
    expect(server.requests).toHaveLength(1);
  });
});

describe("a trial that has no outcome", () => {
  it("stops before the budget is passed, and keeps what it learnt", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["One", "Two"])]);
    const session = await openSession(engine, server, { budget: { ...noLimits, calls: 3 } });
    expect(await session.run("One.", "a", 0)).toBe("pass");
    await expect(session.run("Two.", "a", 0)).rejects.toThrow(BudgetSpent);
    expect(server.requests).toHaveLength(3);
    const again = await openSession(engine, server, { budget: { ...noLimits, calls: 1 } });
    expect(await again.run("Two.", "a", 0)).toBe("pass");
    expect(server.requests).toHaveLength(4);
  });

  it("says why the provider failed after its tries, and counts them", async () => {
    const down = { kind: "status", status: 503, message: "Out to lunch" } as const;
    const server = await testServer({ faults: { script: Array.from({ length: 5 }, () => down) } });
    const engine = await testEngine([asking("a", ["Hi"])]);
    const session = await openSession(engine, server);
    await expect(session.run("One.", "a", 0)).rejects.toThrow(TrialFailed);
    expect(session.spent.calls).toBe(5);
    expect(await session.run("One.", "a", 0)).toBe("pass");
  });

  it("never takes a check that could not be evaluated for a pass or a failure", async () => {
    const server = await testServer();
    const engine = await testEngine([
      { ...asking("a", ["Hi"]), checks: [{ type: "not-llm-rubric", value: "be kind" }] },
    ]);
    const session = await openSession(engine, server);
    await expect(session.run("One.", "a", 0)).rejects.toThrow(/could not be evaluated: .*no judge model is chosen/);
    await expect(session.run("One.", "a", 0)).rejects.toThrow(TrialFailed);
    expect(server.requests).toHaveLength(1);
  });

  it("names a conversation that is not in the set", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["Hi"])]);
    const session = await openSession(engine, server);
    const problem = await problemOf(() => session.run("One.", "b", 0));
    expect(problem.code).toBe("not-found");
  });
});
