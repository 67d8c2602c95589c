import { describe, expect, it } from "vitest";
import { createComparisons } from "../../../electron/engine/compare/comparisons.ts";
import { removeConversation, removeSet } from "../../../electron/engine/conversations/conversations.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { createPrompt, removePrompt } from "../../../electron/engine/prompts/prompts.ts";
import { removeVersion } from "../../../electron/engine/prompts/versions.ts";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import {
  addConversation,
  asking,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";

/** The server's replies by version and question: `Old.` and `New.` are the two system prompts. */
const script: Record<string, [string, string]> = {
  breaks: ["good", "bad"],
  fixes: ["bad", "good"],
  fails: ["bad", "bad"],
  passes: ["good", "good"],
  rewords: ["good", "good, in other words"],
};

function serve(): Promise<ProviderServer> {
  return testServer({
    reply: ({ system, messages }) => script[messages.at(-1)?.content ?? ""]?.[system === "Old." ? 0 : 1] ?? "good",
  });
}

async function compared(
  conversations: readonly NewConversation[],
  between: (engine: TestEngine) => void = () => undefined,
  more = {},
): Promise<{ engine: TestEngine; comparison: Comparison; runs: [string, string] }> {
  const server = await serve();
  const engine = await testEngine(conversations, { texts: ["Old.", "New."] });
  const before = await replayed(engine, requestFor(engine, server, more));
  between(engine);
  const after = await replayed(engine, requestFor(engine, server, { ...more, version: 2 }));
  const comparison = engine.services.comparisons.summary(before.id, after.id);
  return { engine, comparison, runs: [before.id, after.id] };
}

const outcomes = (comparison: Comparison) => Object.fromEntries(comparison.rows.map((row) => [row.id, row.outcome]));
const rowOf = (comparison: Comparison, id: string) => comparison.rows.find((row) => row.id === id);

describe("a comparison", () => {
  it("tells broke, fixed, still failing and still passing apart, in the order of what needs a look", async () => {
    const { comparison } = await compared(Object.keys(script).map((id) => asking(id, [id], "good")));
    expect(comparison.rows.map((row) => [row.id, row.outcome, row.changed])).toEqual([
      ["breaks", "broke", true],
      ["fixes", "fixed", true],
      ["fails", "stillFailing", false],
      ["rewords", "stillPassing", true],
      ["passes", "stillPassing", false],
    ]);
    expect(comparison.counts).toEqual({
      broke: 1,
      fixed: 1,
      stillFailing: 1,
      stillPassing: 2,
      flaky: 0,
      undecided: 0,
      edited: 0,
      missing: 0,
    });
    expect(comparison).toMatchObject({ changed: 3, pending: 0, noiseFloor: null });
    expect(comparison.passRate).toMatchObject({ baseline: 0.6, candidate: 0.6, difference: 0, p: 1 });
  });

  it("calls a conversation edited when its turns or checks were edited in between", async () => {
    const { comparison } = await compared(
      [asking("a", ["passes"], "good"), asking("b", ["passes"], "good")],
      (engine) => {
        addConversation(engine, engine.setId, asking("a", ["passes"], "bad"), "a");
        addConversation(
          engine,
          engine.setId,
          { ...asking("b", ["passes"], "good"), title: "another title", tags: ["new"], notes: "n" },
          "b",
        );
      },
    );
    expect(outcomes(comparison)).toEqual({ a: "edited", b: "stillPassing" });
    expect(comparison.passRate.baseline).toBe(1);
  });

  it("calls a conversation missing, never passing, when only one of the runs has it", async () => {
    const { comparison } = await compared(
      [asking("gone", ["passes"], "good"), asking("stays", ["passes"], "good")],
      (engine) => {
        removeConversation(engine.services.store, engine.setId, "gone");
        addConversation(engine, engine.setId, asking("new", ["passes"], "good"));
      },
    );
    expect(outcomes(comparison)).toEqual({ gone: "missing", stays: "stillPassing", new: "missing" });
    expect(rowOf(comparison, "gone")?.detail).toMatch(/candidate run does not have/);
    expect(rowOf(comparison, "new")?.detail).toMatch(/baseline run does not have/);
  });

  it("calls a conversation missing when its call failed, on either side, and says why", async () => {
    const bad = { kind: "status" as const, status: 400, message: "refused" };
    const server = await testServer({ faults: { script: [bad, null, null, bad] } });
    const engine = await testEngine([asking("a", ["one"], "said"), asking("b", ["two"], "said")], {
      texts: ["Old.", "New."],
    });
    const before = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    const after = await replayed(engine, requestFor(engine, server, { version: 2, concurrency: 1 }));
    const comparison = engine.services.comparisons.summary(before.id, after.id);
    expect(outcomes(comparison)).toEqual({ a: "missing", b: "missing" });
    expect(rowOf(comparison, "a")?.detail).toMatch(/refused/);
    expect(rowOf(comparison, "b")?.detail).toMatch(/refused/);
    expect(comparison.counts.stillPassing).toBe(0);
    expect(comparison.passRate.candidate).toBeNull();
  });

  it("marks the first turn that differs, and only that one decides", async () => {
    const server = await testServer({
      reply: ({ system, messages }) => (messages.length === 3 ? `${system} here` : "the same"),
    });
    const engine = await testEngine([asking("a", ["one", "two", "three"])], { texts: ["Old.", "New."] });
    const before = await replayed(engine, requestFor(engine, server));
    const after = await replayed(engine, requestFor(engine, server, { version: 2 }));
    const row = engine.services.comparisons.summary(before.id, after.id).rows[0];
    expect(row).toMatchObject({ changed: true, firstDivergentTurn: 1, turns: 3 });
    const { turns } = await engine.services.comparisons.conversation(before.id, after.id, "a", 0);
    expect(turns.map((turn) => turn.diff !== null)).toEqual([false, true, false]);
  });

  it("leaves what the candidate run has not come to yet pending, without an outcome", async () => {
    const server = await testServer({ faults: { script: [null, null, null, { kind: "hang" }] } });
    const engine = await testEngine([asking("a", ["one"], "said"), asking("b", ["two"], "said")], {
      texts: ["Old.", "New."],
    });
    const { replays, comparisons } = engine.services;
    const before = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    const run = await replays.start(requestFor(engine, server, { version: 2, concurrency: 1 }));
    await server.received(4);
    const comparison = comparisons.summary(before.id, run.id);
    expect(outcomes(comparison)).toEqual({ a: "stillPassing", b: null });
    expect(comparison.pending).toBe(1);
    await replays.cancel(run.id);
    expect(outcomes(comparison)).toEqual({ a: "stillPassing", b: null });
    expect(outcomes(comparisons.summary(before.id, run.id))).toEqual({ a: "stillPassing", b: "missing" });
  });

  it("says undecided where a check could not be evaluated in some samples, however the others went", async () => {
    let calls = 0;
    // A reply that the pattern cannot finish on in time is an error of the check in that sample.
    const server = await testServer({ reply: () => (++calls % 3 === 0 ? `${"a".repeat(40_000)}!` : "aab") });
    const check = { type: "regex", value: "^(a+)+b$" };
    const engine = await testEngine([{ id: "a", turns: [{ role: "user", content: "q", checks: [check] }] }], {
      texts: ["Old.", "New."],
    });
    const before = await replayed(engine, requestFor(engine, server, { samples: 2, concurrency: 1 }));
    expect(before.progress).toMatchObject({ passed: 2 });
    const after = await replayed(engine, requestFor(engine, server, { version: 2, samples: 3, concurrency: 1 }));
    expect(after.progress).toMatchObject({ passed: 2, unevaluated: 1 });
    const row = engine.services.comparisons.summary(before.id, after.id).rows[0];
    expect(row).toMatchObject({ outcome: "undecided", candidate: { passed: 2, samples: 2 } });
    expect(row?.detail).toMatch(/1 of 3 samples/);
  }, 20_000);

  it("measures the noise floor from the baseline's own samples", async () => {
    let calls = 0;
    const server = await testServer({ reply: () => (++calls % 2 === 0 ? "good" : "bad") });
    const engine = await testEngine([asking("a", ["q"], "good")], { texts: ["Old.", "New."] });
    const run = await replayed(engine, requestFor(engine, server, { samples: 4, concurrency: 1 }));
    // Two of four pass: of the 6 pairs of samples, 4 differ.
    expect(engine.services.comparisons.summary(run.id, run.id).noiseFloor).toBeCloseTo(4 / 6, 10);
    expect(engine.services.comparisons.summary(run.id, run.id).rows[0]?.outcome).toBe("flaky");
  });

  it("without a baseline shows the candidate's own tallies and calls nothing passing", async () => {
    const server = await serve();
    const engine = await testEngine([asking("a", ["passes"], "good")]);
    const run = await replayed(engine, requestFor(engine, server));
    const comparison = engine.services.comparisons.summary(null, run.id);
    expect(comparison).toMatchObject({ baseline: null, passRate: { candidate: 1, baseline: null } });
    expect(comparison.rows[0]).toMatchObject({ candidate: { passed: 1, samples: 1 }, changed: false });
    expect(comparison.counts.stillPassing).toBe(0);
  });
});

describe("what was deleted since", () => {
  it("a version, a conversation, a set and a prompt leave old runs and their comparisons as they were", async () => {
    const { engine, comparison, runs } = await compared(Object.keys(script).map((id) => asking(id, [id], "good")));
    const { store, replays, factScans } = engine.services;
    const read = async () => {
      // A reader of its own each time: what an earlier one remembers proves nothing.
      const comparisons = createComparisons({ store, getRun: replays.get, factScans });
      const { rows, counts } = comparisons.summary(...runs);
      const details = await comparisons.conversation(runs[0], runs[1], "breaks", 0);
      const request = comparisons.request(runs[0], "breaks", 0, 0);
      comparisons.close();
      return { rows, counts, details, request };
    };
    const before = await read();
    expect(before.rows).toEqual(comparison.rows);
    const look = async () => expect(await read()).toEqual(before);
    removeVersion(store, engine.promptId, 1);
    await look();
    removeConversation(store, engine.setId, "breaks");
    await look();
    removeSet(store, engine.setId);
    await look();
    expect(replays.get(runs[0])).toMatchObject({ setId: null, setName: "cases", versionNumber: 1 });
    removePrompt(store, engine.promptId);
    await look();
    expect(replays.get(runs[0]).promptName).toBe("lex");
    const { id } = createPrompt(store, "lex", "");
    expect(commitText(store, id, "Anew.", "m", null).number).toBe(1);
    await look();
  });
});
