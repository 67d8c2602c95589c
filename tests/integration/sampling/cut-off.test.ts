import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { startReplayChild } from "../../fixtures/engine/run-replay-child.ts";
import { replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { passing, randomReplies, tallies, versions } from "./random-provider.ts";

const none = { calls: null, tokens: null, cost: null, wallMs: null };
const cases = [
  passing("same", 1, 1),
  passing("broke", 1, 0),
  passing("flaky", 0.5, 0.5),
  passing("fixed", 0, 1),
  passing("drop", 0.95, 0.5),
  passing("never", 0, 0),
];
const auto = { version: 2, samples: "auto" as const, sampleLimit: 30, baselineRunId: "1" };

/** A new project in which version 1 is replayed once, beside a provider that gives the same draws each time. */
async function projectWithBaseline(concurrency: number) {
  const server = await testServer({ reply: randomReplies({ seed: 7 }) });
  const engine = await testEngine(cases, { texts: versions });
  await replayed(engine, requestFor(engine, server));
  return { server, engine, request: requestFor(engine, server, { ...auto, concurrency, useCache: false }) };
}

describe("a run with auto-samples that is cut off", () => {
  it("goes on after its budget stopped it, repeats nothing and decides as an unbroken one does", async () => {
    const whole = await projectWithBaseline(1);
    const unbroken = await replayed(whole.engine, whole.request);
    expect(unbroken.progress.status).toBe("complete");

    const { server, engine, request } = await projectWithBaseline(1);
    const { replays } = engine.services;
    let calls = 3;
    let run = await replayed(engine, { ...request, budget: { ...none, calls } });
    expect(run.progress).toMatchObject({ status: "incomplete", stopReason: "budget", calls: 3 });
    expect(run.progress.replies).toBeGreaterThan(run.progress.recorded);
    const cut = tallies(engine, "1", run.id);
    expect(Object.values(cut).map(([, , outcome]) => outcome)).not.toContain("stillPassing");
    for (let times = 0; run.progress.status !== "complete" && times < 200; times += 1) {
      await replays.resume(run.id, { budget: { ...none, calls: (calls += 7) } });
      run = await replays.waitForEnd(run.id);
    }
    expect(tallies(engine, "1", run.id)).toEqual(tallies(whole.engine, "1", unbroken.id));
    expect(server.requests).toHaveLength(whole.server.requests.length);
    expect(run.progress).toMatchObject({ status: "complete", calls: unbroken.progress.calls, conversationsDone: 6 });
    // Both sides are asked within the one budget.
    expect(run.progress.calls).toBe(server.requests.length - cases.length);
  });

  it("is stopped by a person at once and goes on", async () => {
    const { server, engine, request } = await projectWithBaseline(4);
    const { replays } = engine.services;
    const started = await replays.start(request);
    await server.received(cases.length + 12);
    expect((await replays.cancel(started.id)).status).toBe("cancelled");
    const { rows } = engine.services.comparisons.summary("1", started.id);
    const open = rows.filter((row) => row.detail === "its sampling was cut off: resume the run");
    expect(open.length).toBeGreaterThan(0);
    expect(open.every((row) => row.outcome === "undecided")).toBe(true);
    await replays.resume(started.id);
    const done = await replays.waitForEnd(started.id);
    expect(done.progress).toMatchObject({ status: "complete", conversationsDone: 6 });
    expect(done.progress.recorded).toBe(done.progress.replies);
  });

  it("loses no reply to a kill and goes on where it was", async () => {
    const { server, engine } = await projectWithBaseline(1);
    await engine.close();
    const options = { auto: true, concurrency: 3, silenceMs: 0 };
    const child = startReplayChild(engine.file, `${server.url}/v1`, options);
    await server.received(cases.length + 25);
    child.process.kill("SIGKILL");
    await child.ended();
    const sql = new Database(engine.file, { readonly: true });
    const count = sql.prepare<[], { n: number }>("SELECT count(*) AS n FROM outputs WHERE run_id > 1");
    const kept = count.get()?.n ?? 0;
    expect(kept).toBeGreaterThan(0);
    const asked = server.requests.length;

    const again = startReplayChild(engine.file, `${server.url}/v1`, { ...options, resume: true });
    const ended = await again.ended();
    expect(ended).toMatchObject({ status: "complete", conversationsDone: 6, errors: 0 });
    expect(server.requests.length - asked).toBe((count.get()?.n ?? 0) - kept);
    const twice = sql
      .prepare("SELECT run_id, position, sample, turn FROM outputs GROUP BY 1, 2, 3, 4 HAVING count(*) > 1")
      .all();
    expect(twice).toEqual([]);
    sql.close();
  });
});
