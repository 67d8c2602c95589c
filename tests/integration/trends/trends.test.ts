import { describe, expect, it } from "vitest";
import type { TrendSelection } from "../../../shared/contract/runs.ts";
import { wilsonInterval } from "../../../shared/rules/wilson-interval.ts";
import { removeVersion } from "../../../electron/engine/prompts/versions.ts";
import {
  addConversation,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";

/** What each of three versions replies to each of four questions. */
const replies: Record<string, [string, string, string]> = {
  one: ["good", "good", "bad"],
  two: ["good", "bad", "bad"],
  three: ["bad", "good", "good"],
  four: ["good!", "good!!", "good!!!!"],
};
const texts = ["First.", "Second.", "Third."];

function question(id: string, tags: string[], more: Partial<NewConversation> = {}): NewConversation {
  return {
    id,
    tags,
    turns: [{ role: "user", content: id }],
    checks: [{ type: "contains", value: "good", metric: "kindness" }],
    ...more,
  };
}

const questions = [
  question("one", ["must", "tone"]),
  question("two", ["must"]),
  question("three", ["tone"]),
  question("four", [], { checks: [] }),
];

function serve() {
  return testServer({
    reply: ({ system, messages }) => replies[messages.at(-1)?.content ?? ""]?.[texts.indexOf(system ?? "")] ?? "?",
  });
}

function selectionOf(engine: TestEngine): TrendSelection {
  return { promptId: engine.promptId, setId: engine.setId, provider: "openai-compatible", model: "small" };
}

async function three() {
  const server = await serve();
  const engine = await testEngine(questions, { texts });
  const runs = [];
  for (const version of [1, 2, 3]) runs.push(await replayed(engine, requestFor(engine, server, { version })));
  return { server, engine, runs, selection: selectionOf(engine) };
}

describe("rates over versions", () => {
  it("tell the pass rate with its interval, as a whole and by tag, oldest version first", async () => {
    const { engine, runs, selection } = await three();
    const { tags, moreTags, points } = await engine.services.trends.rates(selection);
    expect([tags, moreTags]).toEqual([["must", "tone"], 0]);
    // By hand: v1 passes one, two, four; v2 one, three, four; v3 three, four. "four" has no checks and counts as passing.
    expect(points.map(({ version, runId, rate }) => [version, runId, rate])).toEqual([
      [1, runs[0]?.id, 0.75],
      [2, runs[1]?.id, 0.75],
      [3, runs[2]?.id, 0.5],
    ]);
    expect(points[2]).toMatchObject({
      interval: wilsonInterval(2, 4),
      conversations: 4,
      judged: 4,
      unchecked: 1,
      samples: 1,
    });
    expect(points.map((point) => point.tags.map((share) => share?.mean))).toEqual([
      [1, 0.5],
      [0.5, 1],
      [0, 0.5],
    ]);
    expect(points[0]?.tags).toEqual([
      { mean: 1, conversations: 2 },
      { mean: 0.5, conversations: 2 },
    ]);
  });

  it("follow a standing that is changed afterwards, even when two change ways", async () => {
    const { engine, runs, selection } = await three();
    await engine.services.trends.rates(selection);
    const runId = Number(runs[0]?.id);
    const { results } = engine.services.store;
    engine.services.store.write(() => {
      results.setStatus(runId, 0, 0, "failed");
      results.setStatus(runId, 2, 0, "passed");
    });
    const { points } = await engine.services.trends.rates(selection);
    expect(points[0]?.rate).toBe(0.75);
    expect(points[0]?.tags.map((share) => share?.mean)).toEqual([0.5, 0.5]);
  });

  it("take the newest complete run of the model and set, and leave out the draft, removed versions and partial runs", async () => {
    const { engine, runs, server, selection } = await three();
    const newer = await replayed(engine, requestFor(engine, server, { version: 1, samples: 3 }));
    await replayed(engine, requestFor(engine, server, { version: 3, conversationIds: ["two"] }));
    await replayed(engine, requestFor(engine, server, { version: "draft" }));
    removeVersion(engine.services.store, engine.promptId, 2);
    const { points } = await engine.services.trends.rates(selection);
    expect(points.map(({ version }) => version)).toEqual([1, 3]);
    expect(points[0]).toMatchObject({ runId: newer.id, samples: 3, rate: 0.75 });
    expect(points[1]).toMatchObject({ runId: runs[2]?.id, conversations: 4, rate: 0.5 });
    expect((await engine.services.trends.rates({ ...selection, model: "large" })).points).toEqual([]);
  });

  it("say where the set has been edited since", async () => {
    const { engine, server, selection } = await three();
    addConversation(engine, engine.setId, question("five", []));
    await replayed(engine, requestFor(engine, server, { version: 3 }));
    const { points } = await engine.services.trends.rates(selection);
    expect(points.map(({ sameSet }) => sameSet)).toEqual([false, false, true]);
  });
});

describe("spreads over versions", () => {
  it("tell the length of the replies in characters, and no cost where the price is unknown", async () => {
    const { engine, selection } = await three();
    const { points } = await engine.services.trends.spread(selection);
    // By hand: v3 replies "bad", "bad", "good", "good!!!!": 3, 3, 4 and 8 characters.
    expect(points[2]).toMatchObject({
      version: 3,
      length: { replies: 4, mean: 4.5, p25: 3, median: 3.5, p75: 5 },
      latency: { replies: 4 },
      cost: null,
    });
  });

  it("follow the newest run", async () => {
    const { engine, server, selection } = await three();
    await engine.services.trends.spread(selection);
    await replayed(engine, requestFor(engine, server, { version: 3, samples: 2 }));
    const { points } = await engine.services.trends.spread(selection);
    expect(points.map(({ length }) => length?.replies)).toEqual([4, 4, 8]);
  });
});

describe("metrics over versions", () => {
  it("tell the mean score of the checks that bear a name", async () => {
    const { engine, selection } = await three();
    const { metrics, points } = await engine.services.trends.metrics(selection);
    expect(metrics).toEqual(["kindness"]);
    expect(points.map((point) => point.metrics)).toEqual([
      [{ mean: expect.closeTo(2 / 3, 9), conversations: 3 }],
      [{ mean: expect.closeTo(2 / 3, 9), conversations: 3 }],
      [{ mean: expect.closeTo(1 / 3, 9), conversations: 3 }],
    ]);
  });

  it("are none where no check has one", async () => {
    const server = await serve();
    const engine = await testEngine([question("four", [], { checks: [] })], { texts });
    await replayed(engine, requestFor(engine, server));
    expect(await engine.services.trends.metrics(selectionOf(engine))).toMatchObject({ metrics: [] });
  });
});

describe("the samples of a conversation", () => {
  it("stand in groups by what both sides replied", async () => {
    let asked = 0;
    const server = await testServer({
      reply: ({ system }) => (system === "Second." && ++asked === 3 ? "good, by chance" : "good"),
    });
    const engine = await testEngine([question("one", [])], { texts });
    const before = await replayed(engine, requestFor(engine, server, { samples: 5 }));
    const after = await replayed(engine, requestFor(engine, server, { version: 2, samples: 5, concurrency: 1 }));
    const shown = await engine.services.comparisons.conversation(before.id, after.id, "one", 0);
    expect(shown.groups).toEqual([
      { samples: [0, 1, 3, 4], baseline: "passed", candidate: "passed" },
      { samples: [2], baseline: "passed", candidate: "passed" },
    ]);
  });
});
