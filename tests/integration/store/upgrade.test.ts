import Database from "better-sqlite3";
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openProject, createProject } from "../../../electron/engine/project.ts";
import { initial } from "../../../electron/engine/store/migrations/0001-initial.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

/** A project file as the first format was, with one run in it. */
function firstFormat(): string {
  const model = join(tempFolder(), "model.cproof");
  createProject(model, "empty").close();
  const like = new Database(model);
  const file = join(tempFolder(), "old.cproof");
  const sql = new Database(file);
  sql.pragma(`application_id = ${Number(like.pragma("application_id", { simple: true }))}`);
  like.close();
  sql.pragma("journal_mode = WAL");
  sql.exec(initial.sql);
  sql.pragma("user_version = 1");
  const progress = {
    runId: "1",
    status: "complete",
    conversations: 1,
    conversationsDone: 1,
    replies: 1,
    recorded: 1,
    calls: 1,
    cached: 0,
    retries: 0,
    errors: 0,
    passed: 1,
    failed: 0,
    unevaluated: 0,
    tokens: { input: 1, output: 1 },
    cost: 0,
    wallMs: 1,
    rate: null,
    etaMs: null,
    lastError: null,
  };
  sql.exec(`
    INSERT INTO texts (sha256, text) VALUES (x'00', 'You are Lex.');
    INSERT INTO prompts (name, created_at) VALUES ('lex', '2026-11-01T00:00:00Z');
    INSERT INTO models (name, provider, model, settings) VALUES ('m', 'openai', 'gpt', '{}');
    INSERT INTO runs (prompt_id, text_id, set_name, set_sha256, provider, model, settings, samples, concurrency, history,
      use_cache, status, progress, created_at)
    VALUES (1, 1, 'cases', '00', 'openai', 'gpt', '{}', 1, 8, 'live', 1, 'complete', '${JSON.stringify(progress)}',
      '2026-11-01T00:00:00Z');`);
  sql.close();
  return file;
}

describe("a file of the first format", () => {
  it("opens with its runs whole and without limits, and its models without limits per minute", () => {
    const store = openProject(firstFormat(), null);
    const [stored] = store.runs.list(1);
    expect(stored?.run).toMatchObject({ partial: false, failFast: false, budget: null });
    expect(stored?.run.progress).toMatchObject({ status: "complete", stopReason: null });
    expect(store.models.list()).toMatchObject([{ requestsPerMinute: null, tokensPerMinute: null }]);
    expect(store.prices.list()).toEqual([]);
    store.close();
  });

  it("says that it cannot be brought up to date where it is read-only, and is left as it is", () => {
    const file = firstFormat();
    chmodSync(file, 0o444);
    const before = readFileSync(file);
    expect(() => openProject(file, null)).toThrow(/older format and read-only/);
    expect(readFileSync(file)).toEqual(before);
  });

  it.each(["a full disk", "a folder that takes no file of the backup's name"])(
    "is not brought up to date without its backup, and is left as it is: %s",
    async (hindrance) => {
      // With its backup's own words this name is longer than a file system takes.
      const name = hindrance === "a full disk" ? "old.cproof" : `${"long ".repeat(44)}.cproof`;
      const folder = hindrance === "a full disk" ? mountSmallDisk() : tempFolder();
      if (folder === null) return;
      const file = join(folder, name);
      copyFileSync(firstFormat(), file);
      if (hindrance === "a full disk") fillDisk(folder);
      const [before, names] = [readFileSync(file), readdirSync(folder)];
      const problem = await problemOf(() => openProject(file, null));
      expect(problem).toMatchObject({
        code: "disk-full",
        message: expect.stringMatching(/left as it is: no backup .+Free some space or make the folder writable/),
      });
      expect(readFileSync(file)).toEqual(before);
      expect(readdirSync(folder)).toEqual(names);
    },
  );
});

/** A disk of 400 kB, which only root on Linux can mount: null elsewhere. */
function mountSmallDisk(): string | null {
  const disk = join(tempFolder(), "disk");
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], { stdio: "pipe" });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["--lazy", disk]));
  return disk;
}

/** Leaves room for what SQLite keeps beside an open file, and too little for a copy of it. */
function fillDisk(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)));
}
