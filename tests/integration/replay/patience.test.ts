import { describe, expect, it } from "vitest";
import type { RunProgress } from "../../../shared/domain/run.ts";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { asking, quickRetry, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const loading: Fault = { kind: "status", status: 503, body: '{"error":{"code":503,"message":"Loading model"}}' };
const within200 = (code: number): Fault => ({
  kind: "status",
  status: 200,
  body: JSON.stringify({ error: { code, message: "for the account" } }),
});
const times = (fault: Fault, count: number): Fault[] => Array.from({ length: count }, () => fault);
const patient = { ...quickRetry, patienceMs: 60_000 };

describe("patience", () => {
  it("outlasts the usual number of tries for a model that is being loaded, and says what it waits for", async () => {
    const server = await testServer({ faults: { script: times(loading, 12) } });
    const engine = await testEngine([asking("a", ["question"], "said")], { retry: patient });
    const waits: RunProgress["waiting"][] = [];
    engine.services.events.listen((event) => {
      if (event.type === "run" && event.run.waiting) waits.push(event.run.waiting);
    });
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ status: "complete", retries: 12, errors: 0, waiting: null });
    expect(waits[0]).toMatchObject({ for: "model" });
  });

  it("holds for a 429 inside a 200 as well", async () => {
    const server = await testServer({ faults: { script: times(within200(429), 8) } });
    const engine = await testEngine([asking("a", ["question"], "said")], { retry: patient });
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ status: "complete", retries: 8 });
  });

  it("is none for a server that falls over", async () => {
    const server = await testServer({ faults: { script: times({ kind: "status", status: 500 }, 9) } });
    const engine = await testEngine([asking("a", ["question"], "said")], { retry: patient });
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ status: "incomplete", errors: 1, retries: 4 });
  });

  it("is not stretched: a provider that asks for three days is told at once", async () => {
    const fault: Fault = { kind: "status", status: 429, headers: { "ratelimit-reset": "259200" } };
    const server = await testServer({ faults: { script: [fault] } });
    const engine = await testEngine([asking("a", ["question"], "said")], { retry: patient });
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress.lastError).toContain("It asks to wait 3 days; this waits 60 seconds at most.");
    expect(server.requests).toHaveLength(1);
  });

  it("is none without credit, which ends the run at once", async () => {
    const server = await testServer({ faults: { script: times(within200(402), 9) } });
    const cases = ["a", "b", "c"].map((id) => asking(id, [id], "said"));
    const engine = await testEngine(cases, { retry: patient });
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    expect(run.progress).toMatchObject({ status: "incomplete", errors: 1, retries: 0 });
    expect(run.progress.lastError).toContain("no credit left");
    expect(server.requests).toHaveLength(1);
  });
});
