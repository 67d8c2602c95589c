import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import {
  asking,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";

const many = (count: number) => Array.from({ length: count }, (_, at) => asking(`c${at}`, [`question ${at}`], "said"));

function replies(engine: TestEngine): string[] {
  const sql = new Database(engine.file, { readonly: true });
  const found = sql
    .prepare<[], string>("SELECT t.text FROM outputs o JOIN texts t ON t.id = o.text_id ORDER BY o.id")
    .pluck()
    .all();
  sql.close();
  return found;
}

const faults: [string, string, Fault][] = [
  ["a 429 with Retry-After", "rate-limit", { kind: "status", status: 429, headers: { "retry-after": "0" } }],
  ["a 500", "server", { kind: "status", status: 500 }],
  ["a 503 with a page for a body", "server", { kind: "status", status: 503, body: "<html>down</html>" }],
  ["a 408", "timeout", { kind: "status", status: 408 }],
  ["a 409", "server", { kind: "status", status: 409 }],
  ["a reset connection", "network", { kind: "reset" }],
  ["a truncated body", "truncated", { kind: "truncated" }],
  ["half a body", "truncated", { kind: "half" }],
  ["a page of a proxy for a body", "malformed", { kind: "malformed" }],
];

describe("a fault on the way", () => {
  it.each(faults)(
    "%s is tried again, recorded as an attempt, and never becomes a reply",
    async (_what, kind, fault) => {
      const server = await testServer({ faults: { script: [fault, fault] } });
      const engine = await testEngine([asking("a", ["question"], "said")]);
      const run = await replayed(engine, requestFor(engine, server));
      expect(run.progress).toMatchObject({
        status: "complete",
        recorded: 1,
        calls: 1,
        retries: 2,
        errors: 0,
        passed: 1,
      });
      expect(replies(engine)).toEqual(["You said: question"]);
      const shown = await engine.services.comparisons.conversation(null, run.id, "a", 0);
      expect(shown.turns[0]?.candidate?.attempts.map((attempt) => attempt.kind)).toEqual([kind, kind]);
    },
  );

  it("that comes at random among a hundred calls still ends in a complete run with whole replies", async () => {
    const rates = { "server-error": 0.1, reset: 0.1, truncated: 0.1, half: 0.1 };
    const server = await testServer({ faults: { rates, seed: 7 } });
    const engine = await testEngine(many(100), {
      retry: { attempts: 12, baseMs: 1, capMs: 2, patienceMs: 1_000, waitsForServer: false },
    });
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 16 }));
    expect(run.progress).toMatchObject({ status: "complete", recorded: 100, passed: 100, errors: 0 });
    expect(run.progress.retries).toBe(server.requests.length - 100);
    expect(run.progress.retries).toBeGreaterThan(20);
    expect(replies(engine).every((text) => /^You said: question \d+$/.test(text))).toBe(true);
  });

  it("that does not end leaves the reply missing, says why, keeps the rest, and can be resumed", async () => {
    const bad = { kind: "status" as const, status: 500, message: "always down" };
    const server = await testServer({ faults: { script: Array.from({ length: 5 }, () => bad) } });
    const engine = await testEngine(many(3));
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    expect(run.progress).toMatchObject({
      status: "incomplete",
      recorded: 2,
      errors: 1,
      retries: 4,
      passed: 2,
      failed: 0,
    });
    expect(run.progress.lastError).toMatch(/HTTP 500.*always down/);
    const summary = engine.services.comparisons.summary(null, run.id);
    expect(summary.rows.find((row) => row.id === "c0")).toMatchObject({
      outcome: "missing",
      candidate: { passed: 0, samples: 0 },
    });
    const shown = await engine.services.comparisons.conversation(null, run.id, "c0", 0);
    expect(shown.turns[0]).toMatchObject({ candidate: null });
    expect(shown.turns[0]?.candidateError).toMatch(/HTTP 500/);
    await engine.services.replays.resume(run.id);
    const done = await engine.services.replays.waitForEnd(run.id);
    expect(done.progress).toMatchObject({ status: "complete", recorded: 3, errors: 0, lastError: null, retries: 4 });
  });
});

describe("what no further call can mend", () => {
  it("a wrong key stops the run early and says which key to look at, without showing it", async () => {
    const server = await testServer({ key: "sk-right-key" });
    const engine = await testEngine(many(50), { allow: [server.url] });
    await engine.keys.set("openai-compatible", "sk-wrong-key-123");
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 4 }));
    expect(run.progress).toMatchObject({ status: "incomplete", recorded: 0, retries: 0 });
    expect(run.progress.errors).toBeLessThanOrEqual(4);
    expect(run.progress.lastError).toMatch(/401.*OPENAI_COMPATIBLE_API_KEY/);
    expect(run.progress.lastError).not.toContain("sk-wrong-key-123");
  });

  it("an unknown model stops the run early", async () => {
    const missing = { kind: "status" as const, status: 404, message: "model not found" };
    const server = await testServer({ faults: { script: Array.from({ length: 60 }, () => missing) } });
    const engine = await testEngine(many(50));
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 2 }));
    expect(run.progress).toMatchObject({ status: "incomplete", recorded: 0 });
    expect(server.requests.length).toBeLessThanOrEqual(4);
    expect(run.progress.lastError).toMatch(/small/);
  });

  it("a server that is down stops the run after a few conversations, not after all", async () => {
    const engine = await testEngine(many(50));
    const server = await testServer();
    await server.close();
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 4 }));
    expect(run.progress).toMatchObject({ status: "incomplete", recorded: 0 });
    expect(run.progress.errors).toBeLessThanOrEqual(8);
    expect(run.progress.lastError).toMatch(/refused the connection/);
  });

  it("one conversation that the provider refuses does not stop the others", async () => {
    const refuse = { kind: "status" as const, status: 400, message: "too long" };
    const server = await testServer({ faults: { script: [refuse] } });
    const engine = await testEngine(many(4));
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    expect(run.progress).toMatchObject({ status: "incomplete", recorded: 3, errors: 1, retries: 0 });
  });
});

describe("a check that cannot be evaluated", () => {
  it("is an error with its reason; the conversation neither passes nor fails", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["question"])]);
    const turns = [{ role: "user" as const, content: "question" }];
    const { store } = engine.services;
    const checks = [
      { type: "no-such-check", value: 1 },
      { type: "not-no-such-check", value: 1 },
      { type: "contains", value: "said" },
    ];
    store.write(() => store.conversations.write(1, { id: "a", title: "", tags: [], notes: "", turns, checks }));
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ status: "complete", passed: 0, failed: 0, unevaluated: 1 });
    const row = engine.services.comparisons.summary(run.id, run.id).rows[0];
    expect(row).toMatchObject({ outcome: "undecided", candidate: { passed: 0, samples: 0 } });
  });
});
