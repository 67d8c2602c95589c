import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { startReplayChild } from "../../fixtures/engine/run-replay-child.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import type { Fault } from "../../fixtures/provider-server/faults.ts";

/** Longer than what a busy process may be late by, and than every limit that these tests set. */
const SLEEP_MS = 3_000;
const many = (count: number) => Array.from({ length: count }, (_, at) => asking(`c${at}`, [`question ${at}`], "said"));
const hangs = (count: number): Fault[] => Array.from({ length: count }, () => ({ kind: "hang" }));

async function stopped(child: { kill(signal: "SIGSTOP" | "SIGCONT"): boolean }): Promise<void> {
  child.kill("SIGSTOP");
  await wait(SLEEP_MS);
}

async function newProject(conversations: number): Promise<string> {
  const engine = await testEngine(many(conversations));
  await engine.close();
  return engine.file;
}

describe.skipIf(process.platform === "win32")("a process that is stopped for longer than every limit", () => {
  it("is not taken for dead by another, and goes on with the answers that came meanwhile", async () => {
    const server = await testServer({ latencyMs: 15 });
    const project = await newProject(40);
    const child = startReplayChild(project, `${server.url}/v1`, {
      concurrency: 4,
      timeouts: { firstByte: 1_500, total: 2_000 },
    });
    await server.received(10);
    await stopped(child.process);

    const other = await openEngine({
      projectFile: project,
      host: "browser",
      env: {},
      vault: null,
      log: () => undefined,
      silenceMs: 100,
    });
    onTestFinished(() => other.close());
    const { replays } = other.services;
    expect(replays.list("1", undefined)[0]?.progress.status).toBe("running");
    expect((await problemOf(() => replays.resume("1"))).code).toBe("busy");
    expect((await problemOf(() => replays.remove("1"))).code).toBe("busy");

    child.process.kill("SIGCONT");
    expect(await child.ended()).toMatchObject({ status: "complete", recorded: 40, errors: 0, retries: 0 });
    expect(server.requests).toHaveLength(40);
    expect(replays.list("1", undefined)[0]?.progress.status).toBe("complete");
  }, 30_000);

  it("gives up connections that died without a word soon after it wakes, and repeats their calls", async () => {
    const server = await testServer({ faults: { script: [...Array.from({ length: 6 }, () => null), ...hangs(4)] } });
    const project = await newProject(20);
    // The usual limit on the first byte is a minute: only waking up can be what ends these calls in time.
    const child = startReplayChild(project, `${server.url}/v1`, { concurrency: 4, timeouts: { afterSleep: 100 } });
    await server.received(10);
    await stopped(child.process);
    child.process.kill("SIGCONT");
    expect(await child.ended()).toMatchObject({ status: "complete", recorded: 20, errors: 0, retries: 4 });
    expect(server.requests).toHaveLength(24);
  }, 30_000);
});

describe("connections that are all dropped at once", () => {
  it("cost one retry for each call that was under way and no reply", async () => {
    const server = await testServer({ faults: { script: hangs(8) } });
    const engine = await testEngine(many(30));
    const run = replayed(engine, requestFor(engine, server, { concurrency: 8 }));
    await server.received(8);
    server.dropConnections();
    expect((await run).progress).toMatchObject({ status: "complete", recorded: 30, passed: 30, errors: 0, retries: 8 });
    expect(server.requests).toHaveLength(38);
  });
});
