import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { startReplayChild } from "../../fixtures/engine/run-replay-child.ts";
import { asking, quickRetry, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";
import { buildCli, workplace } from "../cli/run-cli.ts";

const many = (count: number) => Array.from({ length: count }, (_, at) => asking(`c${at}`, [`question ${at}`], "said"));
const child = join(import.meta.dirname, "../../fixtures/engine/replay-child.ts");

async function newProject(conversations: number): Promise<string> {
  const engine = await testEngine(many(conversations));
  await engine.close();
  return engine.file;
}

async function other(projectFile: string) {
  const engine = await openEngine({
    projectFile,
    host: "browser",
    env: {},
    vault: null,
    log: () => undefined,
    retry: quickRetry,
  });
  onTestFinished(() => engine.close());
  return engine.services.replays;
}

const locks = (file: string): string[] => readdirSync(dirname(file)).filter((name) => name.includes("-lock-"));

/** A run of 40 that a process replays which was started by `command` (its last words run the child), and is under way. */
async function underWay(
  command: readonly string[] = [],
): Promise<{ file: string; server: ProviderServer; kill(): void }> {
  const file = await newProject(40);
  const server = await testServer({ latencyMs: 20 });
  const args = [...command, process.execPath, child, file, `${server.url}/v1`, "{}"];
  const [program = "", ...rest] = args;
  const started = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: started.stdout });
  let pid = started.pid ?? 0;
  lines.on("line", (line) => {
    if (line.startsWith("pid ")) pid = Number(line.slice(4));
  });
  onTestFinished(() => void started.kill("SIGKILL"));
  await server.received(8);
  return { file, server, kill: () => void process.kill(pid, "SIGKILL") };
}

/** Waits until the kill was done: the lock is all that tells. */
async function interrupted(replays: Awaited<ReturnType<typeof other>>): Promise<void> {
  await expect.poll(() => replays.list("1", undefined)[0]?.progress.status, { timeout: 20_000 }).toBe("interrupted");
}

async function expectResumed(replays: Awaited<ReturnType<typeof other>>, server: ProviderServer): Promise<void> {
  await replays.resume("1");
  expect((await replays.waitForEnd("1")).progress).toMatchObject({ status: "complete", recorded: 40, errors: 0 });
  // Two of the killed process may have been under way.
  expect(server.requests.length).toBeLessThanOrEqual(42);
}

describe.skipIf(process.platform === "win32")("a run whose process is gone", () => {
  it("is seen as interrupted at once, also while nobody has reaped the process", async () => {
    // The shell becomes a program that never asks after its children.
    const script = '"$@" & echo "pid $!"; exec sleep 600';
    const run = await underWay(["bash", "-c", script, "bash"]);
    const replays = await other(run.file);
    expect(replays.list("1", undefined)[0]?.progress.status).toBe("running");
    run.kill();
    await interrupted(replays);
    await expectResumed(replays, run.server);
  }, 90_000);

  it("is so whatever its id, its host's name and its clock say", async () => {
    const run = await underWay();
    const sql = new Database(run.file);
    run.kill();
    const alive: Record<string, unknown> = { pid: process.pid, host: "elsewhere" };
    const lease = sql.prepare<[], string>("SELECT lease FROM runs").pluck().get() ?? "{}";
    const forged = JSON.stringify({ ...JSON.parse(lease), ...alive });
    sql.prepare("UPDATE runs SET lease = ?, heartbeat_at = ?").run(forged, "2099-01-01T00:00:00.000Z");
    sql.close();
    const replays = await other(run.file);
    await interrupted(replays);
    await expectResumed(replays, run.server);
    expect(locks(run.file)).toHaveLength(1);
  }, 90_000);

  it("is so in a run of an earlier build, which had no lock, and for a lease that nobody can read", async () => {
    const engine = await testEngine(many(1));
    const server = await testServer();
    await replayed(engine, requestFor(engine, server));
    await engine.close();
    for (const lease of [null, "{}", "no JSON"]) {
      const sql = new Database(engine.file);
      sql
        .prepare("UPDATE runs SET status = 'running', owner_pid = 1, heartbeat_at = ?, lease = ?")
        .run("2099-01-01", lease);
      sql.close();
      expect((await other(engine.file)).list("1", undefined)[0]?.progress.status).toBe("interrupted");
    }
  });
});

describe.skipIf(process.platform === "win32")("a run whose process lives", () => {
  it("is nobody else's, and who has it is told", async () => {
    const run = await underWay();
    const replays = await other(run.file);
    const problem = await problemOf(() => replays.resume("1"));
    expect(problem.code).toBe("busy");
    expect(problem.message).toMatch(/^Run 1 is still being replayed, by process \d+ on /);
    expect((await problemOf(() => replays.remove("1"))).code).toBe("busy");
    expect(locks(run.file)).toHaveLength(1);
  }, 90_000);

  it("is so across namespaces of process ids, where ids say nothing", async ({ skip }) => {
    const inside = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];
    try {
      execFileSync("unshare", [...inside.slice(1), "true"], { stdio: "pipe" });
    } catch {
      return skip("only root on Linux can make one");
    }
    const run = await underWay(inside);
    const replays = await other(run.file);
    expect((await problemOf(() => replays.resume("1"))).message).toMatch(/by process 1 on/);
    expect(replays.list("1", undefined)[0]?.progress.status).toBe("running");
    run.kill();
    await interrupted(replays);
    await expectResumed(replays, run.server);
  }, 90_000);

  it("is so while its lock file was removed; a copy of the project is nobody's", async () => {
    const run = await underWay();
    const sql = new Database(run.file);
    sql.pragma("wal_checkpoint(PASSIVE)");
    copyFileSync(run.file, join(dirname(run.file), "copy.cproof"));
    const lost = locks(run.file).map((name) => join(dirname(run.file), name));
    for (const file of lost) rmSync(file);
    expect((await problemOf(async () => (await other(run.file)).resume("1"))).code).toBe("busy");
    const copy = await other(join(dirname(run.file), "copy.cproof"));
    expect(copy.list("1", undefined)[0]?.progress.status).toBe("interrupted");
    sql.close();
  }, 90_000);

  it("stops, and writes nothing more, once another process has taken it", async () => {
    const run = await newProject(40);
    const server = await testServer({ latencyMs: 20 });
    const started = startReplayChild(run, `${server.url}/v1`, {});
    await server.received(8);
    const sql = new Database(run);
    sql.prepare("UPDATE runs SET lease = 'of another'").run();
    const progress = await started.ended();
    expect(progress).toMatchObject({ status: "interrupted", lastError: expect.stringMatching(/taken over/) });
    expect(sql.prepare("SELECT lease, status FROM runs").get()).toEqual({ lease: "of another", status: "running" });
    sql.close();
  }, 90_000);
});

describe("two that go on with the same run at once", () => {
  beforeAll(buildCli, 120_000);

  it("are told apart: one replays it, the other hears by whom, and nothing is asked twice", async () => {
    const run = await underWay();
    run.kill();
    await interrupted(await other(run.file));
    const place = workplace();
    const sql = new Database(run.file);
    const before = run.server.requests.length;
    const recorded = sql.prepare<[], number>("SELECT count(*) FROM outputs").pluck().get() ?? 0;
    const args = ["replay", "--resume", "--prompt", "lex", "--version", "v1", "--set", "cases", "--project", run.file];
    const model = ["--model", "openai-compatible/small", "--base-url", `${run.server.url}/v1`];
    const both = await Promise.all([place.run([...args, ...model]), place.run([...args, ...model])]);
    // One that comes when all is done finds nothing to go on with.
    const late = both.find(({ code }) => code === 2);
    expect(new Set(both.map(({ code }) => code))).toEqual(new Set([0, 2]));
    expect(late?.err).toMatch(/Run 1 is still being replayed, by process \d+ on|no run of v1/);
    expect(run.server.requests.length - before).toBe(40 - recorded);
    expect(sql.prepare("SELECT count(*) AS n FROM outputs").get()).toEqual({ n: 40 });
    sql.close();
    expect(locks(run.file)).toEqual([]);
    expect(readdirSync(dirname(run.file)).filter((name) => name.startsWith(`${basename(run.file)}-lock`))).toEqual([]);
  }, 180_000);
});
