import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { clearReplyCache } from "../../../electron/engine/calls/reply-cache.ts";
import { createSet } from "../../../electron/engine/conversations/conversations.ts";
import {
  addConversation,
  asking,
  replayed,
  requestFor,
  testEngine,
  testServer,
} from "../../fixtures/engine/test-engine.ts";

const cases = [asking("a", ["first"], "first"), asking("b", ["second", "more"], "said")];

describe("the cache", () => {
  it("answers a second run of the same text without any call, and says so", async () => {
    const server = await testServer();
    const engine = await testEngine(cases);
    const first = await replayed(engine, requestFor(engine, server));
    const second = await replayed(engine, requestFor(engine, server));
    expect(first.progress).toMatchObject({ status: "complete", calls: 3, cached: 0 });
    expect(second.progress).toMatchObject({ status: "complete", calls: 0, cached: 3, recorded: 3 });
    expect(second.progress.tokens).toEqual({ input: 0, output: 0 });
    expect(server.requests).toHaveLength(3);
  });

  it("puts a cached reply and its verdicts where the asking run needs them, not where they were first recorded", async () => {
    const server = await testServer();
    const three = [
      asking("a", ["first"], "nowhere"),
      asking("b", ["second", "more"], "said"),
      asking("c", ["third"], "third"),
    ];
    const engine = await testEngine(three);
    const before = await replayed(engine, requestFor(engine, server));
    const other = createSet(engine.services.store, "turned round").id;
    for (const one of [...three].reverse()) addConversation(engine, other, one);
    const run = await replayed(engine, requestFor(engine, server, { setId: other }));
    expect(run.progress).toMatchObject({
      status: "complete",
      cached: 4,
      recorded: 4,
      passed: 2,
      failed: 1,
      lastError: null,
    });
    const { comparisons } = engine.services;
    expect(comparisons.summary(before.id, run.id)).toMatchObject({
      changed: 0,
      counts: { stillPassing: 2, stillFailing: 1 },
    });
    const shown = await comparisons.conversation(before.id, run.id, "a", 0);
    expect(shown.turns.map((turn) => turn.candidate?.text)).toEqual(["You said: first"]);
    expect(shown.turns[0]?.verdicts[0]?.candidate?.status).toBe("fail");
    const sent = server.requests.find((request) => request.messages.length === 3);
    expect(comparisons.request(run.id, "b", 1, 0).request).toBe(sent?.body);
  });

  it("never shares a reply between samples of one conversation", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["first"])]);
    const run = await replayed(engine, requestFor(engine, server, { samples: 3 }));
    expect(run.progress).toMatchObject({ calls: 3, cached: 0 });
    const again = await replayed(engine, requestFor(engine, server, { samples: 5 }));
    expect(again.progress).toMatchObject({ calls: 2, cached: 3 });
  });

  it.each([
    ["settings", { settings: { temperature: 0.5 } }],
    ["model", { model: "large" }],
    ["provider", { provider: "openai" as const }],
  ])("misses when the %s changed", async (_what, change) => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["first"])], { allow: [server.url] });
    await engine.keys.set("openai", "sk-1234567890");
    const request = requestFor(engine, server);
    await replayed(engine, request);
    const run = await replayed(engine, { ...request, model: { ...request.model, ...change } });
    expect(run.progress).toMatchObject({ status: "complete", calls: 1, cached: 0 });
  });

  it("misses when the rules file of a scripted model changed", async () => {
    const engine = await testEngine([asking("a", ["first"])]);
    const rules = join(dirname(engine.file), "rules.yaml");
    const model = { provider: "scripted" as const, model: "rules.yaml", baseUrl: null, settings: {} };
    const server = await testServer();
    const replay = async (text: string) => {
      writeFileSync(rules, `scripted: 1\nname: r\nfallback: ${text}\n`);
      return (await replayed(engine, requestFor(engine, server, { model }))).progress;
    };
    expect(await replay("one")).toMatchObject({ status: "complete", calls: 1, cached: 0, cost: 0 });
    expect(await replay("one")).toMatchObject({ calls: 0, cached: 1 });
    expect(await replay("two")).toMatchObject({ calls: 1, cached: 0 });
  });

  it("misses at another address", async () => {
    const [one, other] = [await testServer(), await testServer()];
    const engine = await testEngine([asking("a", ["first"])]);
    await replayed(engine, requestFor(engine, one));
    expect((await replayed(engine, requestFor(engine, other))).progress.calls).toBe(1);
    expect(other.requests).toHaveLength(1);
  });

  it("is not asked when the run says so, and then calls again", async () => {
    const server = await testServer();
    const engine = await testEngine(cases);
    await replayed(engine, requestFor(engine, server));
    const run = await replayed(engine, requestFor(engine, server, { useCache: false }));
    expect(run.progress).toMatchObject({ calls: 3, cached: 0 });
    expect(server.requests).toHaveLength(6);
  });

  it("is counted by the plan as far as it can be told", async () => {
    const server = await testServer();
    const engine = await testEngine(cases);
    const request = requestFor(engine, server);
    const { replays } = engine.services;
    expect(await replays.plan(request)).toMatchObject({ conversations: 2, replies: 3, cachedAtLeast: 0, calls: 3 });
    await replayed(engine, request);
    expect(await replays.plan(request)).toMatchObject({ replies: 3, cachedAtLeast: 3, calls: 0 });
    expect(await replays.plan({ ...request, useCache: false })).toMatchObject({ cachedAtLeast: 0 });
  });
});

describe("clearing the cache", () => {
  it("makes replays call again, while the runs keep what they recorded", async () => {
    const server = await testServer();
    const engine = await testEngine(cases);
    const { store, comparisons } = engine.services;
    const first = await replayed(engine, requestFor(engine, server));
    expect(store.outputs.cacheSize()).toEqual({ replies: 3, bytes: "You said: first".length + 16 + 14 });
    clearReplyCache(store);
    expect(store.outputs.cacheSize()).toEqual({ replies: 0, bytes: 0 });
    const second = await replayed(engine, requestFor(engine, server));
    expect(second.progress).toMatchObject({ calls: 3, cached: 0 });
    expect((await comparisons.conversation(null, first.id, "a", 0)).turns[0]?.candidate?.text).toBe("You said: first");
    expect((await replayed(engine, requestFor(engine, server))).progress).toMatchObject({ calls: 0, cached: 3 });
  });

  it("still keeps what is recorded after runs were deleted and their ids given out again", async () => {
    const server = await testServer();
    const engine = await testEngine(cases);
    const run = await replayed(engine, requestFor(engine, server));
    clearReplyCache(engine.services.store);
    engine.services.replays.remove(run.id);
    await replayed(engine, requestFor(engine, server));
    expect((await replayed(engine, requestFor(engine, server))).progress).toMatchObject({ calls: 0, cached: 3 });
  });
});
