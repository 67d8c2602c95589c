import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startReplayChild } from "../../fixtures/engine/run-replay-child.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";
import {
  asking,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";

const CONVERSATIONS = 120;
const cases = Array.from({ length: CONVERSATIONS }, (_, at) => asking(`c${at}`, [`question ${at}`], "said"));
/** Long, so that a small disk is full soon. */
const longReply = ({ messages }: { messages: { content: string }[] }): string =>
  `You said: ${messages.at(-1)?.content} ${"and so on ".repeat(800)}`;

/** The replies in the file, which must be whole. */
function recordedIn(file: string): number {
  const sql = new Database(file);
  expect(sql.pragma("integrity_check", { simple: true })).toBe("ok");
  const recorded = sql.prepare<[], number>("SELECT count(*) FROM outputs").pluck().get() ?? 0;
  sql.close();
  return recorded;
}

/** A file system of so many bytes, or the reason why there can be none here. */
function smallDisk(bytes: number): string | { reason: string } {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return { reason: "only root on Linux can mount one" };
  const folder = join(tempFolder(), "disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  // After the engine on it is closed, before its folder is removed: the last told is the first to be called.
  onTestFinished(() => void execFileSync("umount", ["--lazy", folder]));
  return folder;
}

/** A folder in a folder, so that it can be moved away. */
function newFolder(): string {
  const folder = join(tempFolder(), "project");
  mkdirSync(folder);
  return folder;
}

/** What must hold of a run that the disk has stopped: seen as stopped, listed, and gone on with in the same engine. */
async function expectResumable(engine: TestEngine, runId: string, says: RegExp, mend: () => void): Promise<void> {
  const { replays } = engine.services;
  const stopped = replays.get(runId).progress;
  expect(stopped.status).toBe("interrupted");
  expect(stopped.lastError).toMatch(says);
  expect(stopped.recorded).toBeGreaterThan(0);
  expect(stopped.recorded).toBeLessThan(CONVERSATIONS);
  expect(replays.list(engine.promptId, undefined)[0]?.progress).toMatchObject({ status: "interrupted" });
  mend();
  expect(recordedIn(engine.file)).toBe(stopped.recorded);
  expect(replays.list(engine.promptId, undefined)[0]?.progress).toEqual(stopped);
  await replays.resume(runId);
  expect((await replays.waitForEnd(runId)).progress).toMatchObject({
    status: "complete",
    recorded: CONVERSATIONS,
    passed: CONVERSATIONS,
    lastError: null,
  });
  expect(recordedIn(engine.file)).toBe(CONVERSATIONS);
}

describe("a disk that fills up in the middle of a run", () => {
  it("stops the run with a clear word, harms nothing, and the run goes on when there is space", async ({ skip }) => {
    const disk = smallDisk(8 * 1024 * 1024);
    // Told by the runner as skipped; the limit on file sizes below refuses the same writes to anybody.
    if (typeof disk !== "string") return skip(disk.reason);
    const ballast = join(disk, "ballast");
    const server = await testServer({ reply: longReply });
    const engine = await testEngine(cases, { file: join(disk, "project.cproof") });
    // What was made so far stands in the file alone by then, and the journal takes no room.
    await vi.waitFor(() => expect(statSync(`${engine.file}-wal`).size).toBe(0), { timeout: 5_000 });
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 500_000));
    const run = await replayed(engine, requestFor(engine, server));
    await expectResumable(engine, run.id, /disk is full.*Free some space/, () => rmSync(ballast));
  });

  it.skipIf(process.platform === "win32")("stops it the same where the system refuses a larger file", async () => {
    const server = await testServer({ reply: longReply });
    const engine = await testEngine(cases);
    await engine.close();
    const child = startReplayChild(engine.file, `${server.url}/v1`, { concurrency: 4, tell: true }, 500);
    const stopped = await child.ended();
    expect(stopped).toMatchObject({ status: "interrupted" });
    expect(stopped?.lastError).toMatch(/could not be written/);
    expect(child.lines.filter((line) => line.startsWith("lie"))).toEqual([]);
    const reported = child.lines.filter((line) => line.startsWith("reply"));
    expect(recordedIn(engine.file)).toBe(stopped?.recorded);
    expect(reported).toHaveLength(stopped?.recorded ?? 0);
    const again = startReplayChild(engine.file, `${server.url}/v1`, { resume: true });
    expect(await again.ended()).toMatchObject({ status: "complete", recorded: CONVERSATIONS, passed: CONVERSATIONS });
    expect(recordedIn(engine.file)).toBe(CONVERSATIONS);
  });
});

describe("a project file that is taken away in the middle of a run", () => {
  /** Runs until `harm` has been done, at the thirtieth call. */
  async function harmed(harm: (engine: TestEngine) => void) {
    let engine: TestEngine | null = null;
    let calls = 0;
    const server = await testServer({
      onRequest() {
        calls += 1;
        if (calls === 30 && engine) harm(engine);
      },
    });
    engine = await testEngine(cases, { file: join(newFolder(), "project.cproof") });
    return { engine, run: await replayed(engine, requestFor(engine, server)) };
  }

  it("by being marked read-only stops the run, which goes on when it may be written again", async () => {
    const { engine, run } = await harmed(({ file }) => chmodSync(file, 0o444));
    await expectResumable(engine, run.id, /has been made read-only.*writable/, () => chmodSync(engine.file, 0o644));
  });

  it.skipIf(process.platform === "win32")("with its folder stops the run, which goes on when it is back", async () => {
    const { engine, run } = await harmed(({ file }) => renameSync(dirname(file), `${dirname(file)}.away`));
    const folder = dirname(engine.file);
    await expectResumable(engine, run.id, /was moved, deleted or replaced.*Put it back/, () =>
      renameSync(`${folder}.away`, folder),
    );
  });

  it.skipIf(process.platform === "win32")("for good stops the run instead of writing into nothing", async () => {
    const { engine, run } = await harmed(({ file }) => rmSync(dirname(file), { recursive: true }));
    expect(run.progress.status).toBe("interrupted");
    expect(run.progress.recorded).toBeLessThanOrEqual(30);
    expect(run.progress.lastError).toMatch(/was moved, deleted or replaced/);
    expect(engine.services.replays.list(engine.promptId, undefined)[0]?.progress.status).toBe("interrupted");
  });
});
