import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { createProject } from "../../../electron/engine/project.ts";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { logDocument } from "./documents.ts";
import { buildCli, finished, parseAs, workplace, type Finished, type Workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const cli = join(import.meta.dirname, "../../../dist/node/cli.js");
const full = existsSync("/dev/full");
const project = ["--project", "p.cproof"];
const log = ["log", "--prompt", "lex", ...project];
const failed = /^counterproof: the result could not be written to standard output: [^\n]+\n$/;

/** A project whose log has `size` characters in its messages and more. */
function written(size: number): Workplace {
  const place = workplace();
  const store = createProject(place.file("p.cproof"), "empty");
  const { id } = createPrompt(store, "lex", "");
  for (let at = 0; at * 10_000 < size; at += 1)
    commitText(store, id, `Rule ${at}.`, String(at).repeat(10_000).slice(0, 10_000), null);
  store.close();
  return place;
}

/** The command line behind a shell's redirections, such as `>/dev/full`. */
function redirected(place: Workplace, args: readonly string[], redirection: string): Promise<Finished> {
  const words = [process.execPath, cli, ...args].map((word) => `'${word}'`).join(" ");
  return finished(place.shell(`${words} ${redirection}`));
}

describe("a result that cannot be written", () => {
  it.runIf(full).each([
    ["log --json", [...log, "--json"]],
    ["import", ["import", "cases.jsonl", ...project]],
    ["--help", ["--help"]],
    ["serve", ["serve", ...project]],
  ])("ends %s with exit code 4 and one line, on a full disk", async (_name, args) => {
    const place = written(1);
    writeFileSync(
      place.file("cases.jsonl"),
      '{"turns":[{"role":"user","content":"x"}],"checks":[{"type":"is-json"}]}\n',
    );
    const { code, err } = await redirected(place, args, ">/dev/full");
    expect({ code, err }).toEqual({ code: 4, err: expect.stringMatching(failed) });
  });

  it("is told where the disk takes its first part only, which Node.js takes for the whole", async () => {
    const place = written(1_000_000);
    const { code, err } = await redirected(place, log, ">log.txt");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const size = statSync(place.file("log.txt")).size;
    expect(size).toBeGreaterThan(1_000_000);
    // A limit of the shell's stands for the disk: the file takes the bytes up to it, then no more.
    const cut = await finished(place.shell(`ulimit -f 600; '${process.execPath}' '${cli}' ${log.join(" ")} >cut.txt`));
    expect(statSync(place.file("cut.txt")).size).toBeLessThan(size);
    expect(cut).toMatchObject({ code: 4, err: expect.stringMatching(failed) });
  });

  it("leaves exit codes of their own to mistakes, and says them where anything can be said", async () => {
    const place = written(1);
    if (full)
      expect(await redirected(place, ["log", "--prompt", "nobody", ...project], "2>/dev/full")).toMatchObject({
        code: 2,
      });
    expect(await redirected(place, ["nonsense"], "2>&-")).toMatchObject({ code: 2 });
  });
});

describe("a reader of the result", () => {
  it.each([
    ["lines", log],
    ["JSON", [...log, "--json"]],
  ])("that leaves ends the command silently with 141: %s", async (_what, args) => {
    const child = written(1_000_000).start(args);
    child.stdout?.once("data", () => child.stdout?.destroy());
    let err = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
    const code = await new Promise((resolve) => void child.once("exit", resolve));
    expect({ code, err }).toEqual({ code: 141, err: "" });
  });

  it("that was never there ends serve, whose address nobody knows", async () => {
    const child = written(1).start(["serve", ...project]);
    child.stdout?.destroy();
    expect(await new Promise((resolve) => void child.once("exit", resolve))).toBe(141);
  });

  it("that is slow gets all of it, also through a pipe that another process made non-blocking", async () => {
    const place = written(3_000_000);
    // The parent's own standard output is what makes the pipe that both share non-blocking.
    writeFileSync(
      place.file("parent.mjs"),
      `import { spawnSync } from "node:child_process";
       process.stdout.write("");
       const { status } = spawnSync(process.execPath, ${JSON.stringify([cli, ...log, "--json"])}, { stdio: "inherit" });
       process.exitCode = status;`,
    );
    const { code, out, err } = await finished(place.shell(`'${process.execPath}' parent.mjs | cat`));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(parseAs(logDocument, out)).toHaveLength(300);
  });
});

describe("standard error", () => {
  const replayed = z.object({ conversations: z.number(), errors: z.number(), failed: z.number() });
  const cases = Array.from({ length: 30 }, (_, at) => ({
    id: `c${at}`,
    turns: [{ role: "user", content: `question ${at}` }],
    checks: [{ type: "contains", value: "question" }],
  }));

  async function replaying(redirection: string | null): Promise<Finished> {
    const server = await testServer();
    const place = written(1);
    writeFileSync(place.file("cases.jsonl"), cases.map((one) => JSON.stringify(one)).join("\n"));
    await place.run(["import", "cases.jsonl", ...project]);
    // A note comes first; whoever reads standard error has left by then.
    const args = [
      "replay",
      "--prompt",
      "lex",
      "--version",
      "v1",
      "--set",
      "cases",
      "--samples",
      "auto",
      "--json",
      ...project,
    ];
    const whole = [
      ...args,
      "--model",
      "openai-compatible/small",
      "--base-url",
      `${server.url}/v1`,
      "--temperature",
      "1",
    ];
    if (redirection !== null) return redirected(place, whole, redirection);
    const child = place.start(whole);
    child.stderr?.destroy();
    let out = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
    const code = await new Promise<number | null>((resolve) => void child.once("close", resolve));
    return { code, signal: null, out, err: "" };
  }

  it("that nobody reads any more takes nothing from a replay", async () => {
    const { code, out } = await replaying(null);
    expect(code).toBe(0);
    expect(parseAs(replayed, out)).toMatchObject({ conversations: 30, errors: 0, failed: 0 });
  });

  it.runIf(full)("that is full takes nothing from a replay", async () => {
    const { code, out } = await replaying("2>/dev/full");
    expect(code).toBe(0);
    expect(parseAs(replayed, out)).toMatchObject({ conversations: 30, errors: 0, failed: 0 });
  });

  it("that is open and not read holds no command back, and takes nothing from its result", async () => {
    const place = written(1);
    const bad = { turns: [{ role: "user", content: "x" }], checks: [{ type: "regex", value: "(" }] };
    writeFileSync(
      place.file("cases.jsonl"),
      Array.from({ length: 6_000 }, (_, at) => JSON.stringify({ id: `c${at}`, ...bad })).join("\n"),
    );
    const child = place.start(["import", "cases.jsonl", "--json", ...project]);
    let out = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
    const code = await new Promise<number | null>((resolve) => void child.once("exit", resolve));
    expect(code).toBe(0);
    child.stderr?.destroy();
    expect(parseAs(z.object({ added: z.number() }).loose(), out)).toMatchObject({ added: 6_000 });
  }, 60_000);
});

describe("standard input", () => {
  const load = ["import", "-", "--set", "cases", ...project];

  it("is waited for where nothing is in the pipe yet, in pieces that cut a character in two", async () => {
    const place = written(1);
    // Its parent's own standard input makes the pipe that both share non-blocking: reading at once fails with EAGAIN.
    writeFileSync(
      place.file("parent.mjs"),
      `import { spawn } from "node:child_process";
       process.stdin.pause();
       const child = spawn(process.execPath, ${JSON.stringify([cli, ...load, "--json"])}, { stdio: "inherit" });
       child.once("exit", (code) => { process.exitCode = code; process.stdin.destroy(); });
       process.stderr.write("started\\n");`,
    );
    const child = place.shell(`cat | '${process.execPath}' parent.mjs`);
    const done = finished(child);
    await new Promise((resolve) => void child.stderr?.once("data", resolve));
    // By the time that another command has come and gone, this one has asked for its input.
    await place.run(["--version"]);
    const bytes = Buffer.from('\uFEFF{"turns":[{"role":"user","content":"日本語"}],"checks":[{"type":"is-json"}]}\n');
    child.stdin?.write(bytes.subarray(0, 40));
    await place.run(["--version"]);
    child.stdin?.end(bytes.subarray(40));
    const { code, out } = await done;
    expect(code).toBe(0);
    expect(parseAs(z.object({ added: z.number() }), out)).toMatchObject({ added: 1 });
  }, 120_000);

  it.each([
    ["closed", "<&-", /is empty/],
    ["a folder", "<.", /is a folder/],
    ["endless", "</dev/zero", /more than 64/],
  ])("that is %s is refused in one line", async (_what, redirection, message) => {
    const { code, err } = await redirected(written(1), load, redirection);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) });
    expect(err).toMatch(/^counterproof: [^\n]+\n$|^$/);
  });
});

describe("what others wrote", () => {
  it("gives no command to the terminal and forges no line, and comes through JSON as it is", async () => {
    const place = workplace();
    const message = "clip\u001B]52;c;cm0=\u0007 link\u001B]8;;http://x\u0007 c1\u009B31m\rover\nforged\u202Eover\u2028";
    const store = createProject(place.file("p.cproof"), "empty");
    const { id } = createPrompt(store, "lex", "");
    commitText(store, id, "Rule.", message, null);
    store.close();
    const lines = await place.run(log);
    expect(lines.out.trimEnd().split("\n")).toHaveLength(1);
    expect(lines.out.trimEnd()).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E\u2028]/);
    const json = await place.run([...log, "--json"]);
    expect(json.out.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E\u2028]/);
    expect(parseAs(logDocument, json.out)[0]?.message).toBe(message);
    const wrong = await place.run(["log", "--prompt", "\u009B31m\nx", ...project, "--\u001B[31m\r\nforged"]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/^counterproof: [^\p{Cc}]+\n$/u) });
  });
});
