import Database from "better-sqlite3";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import {
  asking,
  quickRetry,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";

const many = (count: number) => Array.from({ length: count }, (_, at) => asking(`c${at}`, [`question ${at}`], "said"));

function integrity(file: string): unknown {
  const sql = new Database(file, { readonly: true });
  try {
    return [sql.pragma("integrity_check", { simple: true }), sql.pragma("foreign_key_check")];
  } finally {
    sql.close();
  }
}

describe("a run", () => {
  it("asks each later turn with this version's own earlier replies, as a deployed bot would", async () => {
    let reply = 0;
    const server = await testServer({ reply: () => `reply ${++reply}` });
    const engine = await testEngine([asking("a", ["one", "two", "three"])], { texts: ["You are Lex.\n"] });
    await replayed(engine, requestFor(engine, server));
    expect(server.requests.map((request) => request.system)).toEqual(Array(3).fill("You are Lex.\n"));
    expect(server.requests[2]?.messages.map((message) => message.content)).toEqual([
      "one",
      "reply 1",
      "two",
      "reply 2",
      "three",
    ]);
  });

  it("sends a fixed reply as history and never asks for it", async () => {
    const server = await testServer();
    const engine = await testEngine([
      {
        id: "a",
        turns: [
          { role: "user", content: "one" },
          { role: "assistant", content: "fixed" },
          { role: "user", content: "two" },
        ],
      },
    ]);
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ replies: 1, recorded: 1, status: "complete" });
    expect(server.requests.map((request) => request.messages.map((message) => message.content))).toEqual([
      ["one", "fixed", "two"],
    ]);
  });

  it("with pinned history asks each turn after the baseline's replies, and evaluates its own", async () => {
    const server = await testServer({ reply: ({ system, messages }) => `${system} ${messages.length}` });
    const engine = await testEngine([asking("a", ["one", "two"])], { texts: ["Old.", "New."] });
    const baseline = await replayed(engine, requestFor(engine, server));
    const run = await replayed(
      engine,
      requestFor(engine, server, { version: 2, history: "pinned", baselineRunId: baseline.id }),
    );
    expect(run.progress.status).toBe("complete");
    expect(server.requests.at(-1)?.messages.map((message) => message.content)).toEqual(["one", "Old. 1", "two"]);
    const shown = await engine.services.comparisons.conversation(baseline.id, run.id, "a", 0);
    expect(shown.turns.map((turn) => turn.candidate?.text)).toEqual(["New. 1", "New. 3"]);
    expect(engine.services.comparisons.request(run.id, "a", 1, 0).request).toBe(server.requests.at(-1)?.body);
  });

  it("with pinned history refuses a baseline that lacks a conversation, and leaves no run behind", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["one"])]);
    const baseline = await replayed(engine, requestFor(engine, server));
    const { store, replays } = engine.services;
    store.write(() =>
      store.conversations.write(1, {
        id: "b",
        title: "",
        tags: [],
        notes: "",
        checks: [],
        turns: [{ role: "user", content: "new" }],
      }),
    );
    const start = () => replays.start(requestFor(engine, server, { history: "pinned", baselineRunId: baseline.id }));
    expect((await problemOf(start)).code).toBe("bad-input");
    expect(replays.list(engine.promptId, undefined)).toHaveLength(1);
    expect((await problemOf(() => replays.start(requestFor(engine, server, { history: "pinned" })))).code).toBe(
      "bad-input",
    );
  });

  it("records N samples of each conversation, each from a call of its own", async () => {
    const server = await testServer();
    const engine = await testEngine(many(3));
    const run = await replayed(engine, requestFor(engine, server, { samples: 4 }));
    expect(run.progress).toMatchObject({
      replies: 12,
      recorded: 12,
      calls: 12,
      passed: 12,
      conversationsDone: 3,
      conversations: 3,
    });
    expect(server.requests).toHaveLength(12);
  });

  it("of the draft keeps the very text it was made of", async () => {
    const server = await testServer();
    const engine = await testEngine(many(1));
    const { store } = engine.services;
    store.write(() =>
      store.drafts.write({
        branchId: 1,
        text: "A draft.",
        settings: {},
        baseVersionId: 1,
        now: "2026-01-01T00:00:00.000Z",
      }),
    );
    const run = await replayed(engine, requestFor(engine, server, { version: "draft" }));
    expect(run).toMatchObject({ versionNumber: null, progress: { status: "complete" } });
    expect(server.requests[0]?.system).toBe("A draft.");
  });

  it("tells nobody of a reply before another process can read it", async () => {
    const server = await testServer();
    const engine = await testEngine(many(6));
    const reader = new Database(engine.file, { readonly: true });
    const seen = reader.prepare("SELECT count(*) FROM outputs").pluck();
    const told: { said: number; seen: unknown }[] = [];
    engine.services.events.listen((event) => {
      if (event.type === "run") told.push({ said: event.run.recorded, seen: seen.get() });
    });
    await replayed(engine, requestFor(engine, server, { concurrency: 2 }));
    reader.close();
    expect(told.length).toBeGreaterThan(0);
    for (const one of told) expect(one.seen).toBeGreaterThanOrEqual(one.said);
  });

  it("starts with the conversations that broke last time", async () => {
    const server = await testServer();
    const engine = await testEngine([
      asking("a", ["one"], "one"),
      asking("b", ["two"], "nowhere"),
      asking("c", ["three"], "three"),
      asking("d", ["four"], "nowhere"),
    ]);
    await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    await replayed(engine, requestFor(engine, server, { concurrency: 1, useCache: false }));
    expect(server.requests.slice(4).map((request) => request.messages[0]?.content)).toEqual([
      "two",
      "four",
      "one",
      "three",
    ]);
  });

  it("comes to sample 0 of every conversation before sample 1 of any", async () => {
    const server = await testServer();
    const engine = await testEngine(many(3));
    await replayed(engine, requestFor(engine, server, { samples: 2, concurrency: 1 }));
    const asked = server.requests.map((request) => request.messages[0]?.content);
    expect(asked.slice(0, 3)).toEqual(asked.slice(3));
    expect(new Set(asked.slice(0, 3)).size).toBe(3);
  });

  it("at the same time as another one mixes nothing up", async () => {
    const server = await testServer({ reply: ({ system, messages }) => `${system} ${messages.at(-1)?.content}` });
    const engine = await testEngine(many(20), { texts: ["Old.", "New."] });
    const { replays, store } = engine.services;
    const [one, other] = [
      await replays.start(requestFor(engine, server)),
      await replays.start(requestFor(engine, server, { version: 2 })),
    ];
    await Promise.all([replays.waitForEnd(one.id), replays.waitForEnd(other.id)]);
    for (const [run, word] of [
      [one, "Old."],
      [other, "New."],
    ] as const) {
      expect(replays.get(run.id).progress).toMatchObject({ status: "complete", recorded: 20 });
      for (let at = 0; at < 20; at += 1) {
        expect(store.outputs.ofSample(Number(run.id), at, 0).map((output) => output.text)).toEqual([
          `${word} question ${at}`,
        ]);
      }
    }
    expect(integrity(engine.file)).toEqual(["ok", []]);
  });

  it("of an empty set, an empty prompt or an unknown version is refused before anything is written", async () => {
    const server = await testServer();
    const empty = await testEngine([]);
    expect((await problemOf(() => empty.services.replays.start(requestFor(empty, server)))).code).toBe("bad-input");
    const engine = await testEngine(many(1));
    expect(
      (await problemOf(() => engine.services.replays.start(requestFor(engine, server, { version: 9 })))).code,
    ).toBe("not-found");
    expect(engine.services.replays.list(engine.promptId, undefined)).toEqual([]);
  });
});

describe("a run that is stopped", () => {
  it("keeps what was recorded; going on asks for the rest and repeats nothing", async () => {
    const hang = { kind: "hang" as const };
    const server = await testServer({ faults: { script: [...Array<null>(20).fill(null), hang, hang, hang] } });
    const engine = await testEngine(many(40));
    const { replays } = engine.services;
    const run = await replays.start(requestFor(engine, server, { concurrency: 3, useCache: false }));
    // A lane asks again only after its last reply was recorded: with 23 asked, 20 are.
    await server.received(23);
    const stopped = await replays.cancel(run.id);
    expect(stopped).toMatchObject({ status: "cancelled", recorded: 20, passed: 20, errors: 0 });
    const asked = new Set(recordedQuestions(engine, run.id));
    const before = server.requests.length;
    await replays.resume(run.id);
    const done = await replays.waitForEnd(run.id);
    expect(done.progress).toMatchObject({
      status: "complete",
      recorded: 40,
      calls: 40,
      passed: 40,
      conversationsDone: 40,
    });
    const repeated = server.requests.slice(before).filter((request) => asked.has(request.messages[0]?.content ?? ""));
    expect(repeated).toEqual([]);
    expect(server.requests.length - before).toBe(40 - asked.size);
  });

  it("in the middle of a conversation goes on with its next turn, after its recorded replies", async () => {
    const server = await testServer({ faults: { script: [null, { kind: "hang" }] } });
    const engine = await testEngine([asking("a", ["one", "two"])]);
    const { replays } = engine.services;
    const run = await replays.start(requestFor(engine, server));
    await server.received(2);
    expect(await replays.cancel(run.id)).toMatchObject({ recorded: 1, conversationsDone: 0, passed: 0 });
    await replays.resume(run.id);
    expect((await replays.waitForEnd(run.id)).progress).toMatchObject({ status: "complete", recorded: 2, passed: 1 });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2]?.messages.map((message) => message.content)).toEqual(["one", "You said: one", "two"]);
  });

  it("between two samples of a conversation counts it done once, when both are", async () => {
    const server = await testServer({ faults: { script: [null, null, null, { kind: "hang" }] } });
    const engine = await testEngine(many(2));
    const { replays } = engine.services;
    const run = await replays.start(requestFor(engine, server, { samples: 2, concurrency: 1 }));
    await server.received(4);
    expect(await replays.cancel(run.id)).toMatchObject({ recorded: 3, conversationsDone: 1, passed: 3 });
    await replays.resume(run.id);
    const done = await replays.waitForEnd(run.id);
    expect(done.progress).toMatchObject({ status: "complete", recorded: 4, conversationsDone: 2, passed: 4 });
  });

  it("cannot be resumed twice at once", async () => {
    const server = await testServer({ latencyMs: 5 });
    const engine = await testEngine(many(10));
    const { replays } = engine.services;
    const run = await replays.start(requestFor(engine, server, { concurrency: 1, useCache: false }));
    await server.received(2);
    await replays.cancel(run.id);
    const tries = await Promise.allSettled([replays.resume(run.id), replays.resume(run.id)]);
    expect(tries.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await replays.waitForEnd(run.id)).progress).toMatchObject({ status: "complete", recorded: 10 });
  });

  it("cannot be deleted while it is under way, and can be afterwards", async () => {
    const server = await testServer({ faults: { script: [{ kind: "hang" }] } });
    const engine = await testEngine(many(1));
    const { replays } = engine.services;
    const run = await replays.start(requestFor(engine, server));
    await server.received(1);
    expect((await problemOf(() => replays.remove(run.id))).code).toBe("busy");
    expect((await problemOf(() => replays.resume(run.id))).code).toBe("busy");
    await replays.cancel(run.id);
    replays.remove(run.id);
    expect((await problemOf(() => replays.get(run.id))).code).toBe("not-found");
  });

  it("by closing the engine is interrupted, not cancelled: nobody asked for it", async () => {
    const server = await testServer({ faults: { script: [{ kind: "hang" }] } });
    const engine = await testEngine(many(1));
    const run = await engine.services.replays.start(requestFor(engine, server));
    await server.received(1);
    await engine.close();
    const again = await openEngine({
      projectFile: engine.file,
      host: "browser",
      env: {},
      vault: null,
      log: () => undefined,
    });
    expect(again.services.replays.get(run.id).progress.status).toBe("interrupted");
    await again.close();
  });
});

describe("a run whose process was killed", () => {
  it("is interrupted when the project is opened again, whole, and goes on without repeating anything", async () => {
    const server = await testServer({ latencyMs: 3 });
    const engine = await testEngine(many(40));
    const { file } = engine;
    await engine.close();
    const child = spawn(process.execPath, [
      join(import.meta.dirname, "../../fixtures/engine/replay-child.ts"),
      file,
      `${server.url}/v1`,
    ]);
    await server.received(15);
    child.kill("SIGKILL");
    await once(child, "exit");
    const again = await openEngine({
      projectFile: file,
      host: "browser",
      env: {},
      vault: null,
      log: () => undefined,
      retry: quickRetry,
    });
    try {
      const { replays } = again.services;
      const [left] = replays.list("1", "1");
      expect(left?.progress.status).toBe("interrupted");
      const recorded = left?.progress.recorded ?? 0;
      expect(recorded).toBeGreaterThan(0);
      expect(recorded).toBeLessThan(40);
      const before = server.requests.length;
      await replays.resume("1");
      expect((await replays.waitForEnd("1")).progress).toMatchObject({ status: "complete", recorded: 40, passed: 40 });
      expect(server.requests.length - before).toBe(40 - recorded);
    } finally {
      await again.close();
    }
    expect(integrity(file)).toEqual(["ok", []]);
  }, 30_000);
});

function recordedQuestions(engine: TestEngine, runId: string): string[] {
  const sql = new Database(engine.file, { readonly: true });
  const positions = sql.prepare<[string], number>("SELECT position FROM outputs WHERE run_id = ?").pluck().all(runId);
  sql.close();
  return positions.map((position) => `question ${position}`);
}
