import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");
const CONVERSATIONS = 60;

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** How long a command usually takes, in milliseconds: as a whole, and with the project open. */
interface UsualTime {
  wholeMs: number;
  openMs: number;
}

/** What every round starts from: closed project files, and how long each command usually takes. */
export interface Scene {
  folder: string;
  baseUrl: string;
  /** How long the provider takes for an answer: it looks here each time. */
  provider: { latencyMs: number };
  /** Two versions, both replayed, a branch to merge, and the version "only in the original". */
  original: string;
  /** The same before that last version. */
  backup: string;
  conversations: number;
  usual: Map<string, UsualTime>;
}

export function start(cwd: string, args: readonly string[], options: { fileBlocks?: number } = {}): ChildProcess {
  const home = join(cwd, "home");
  mkdirSync(home, { recursive: true });
  const env = { PATH: process.env["PATH"], HOME: home, XDG_DATA_HOME: home };
  const command = [process.execPath, join(root, "dist/node/cli.js"), ...args];
  const limited =
    options.fileBlocks === undefined
      ? command
      : ["bash", "-c", `ulimit -f ${options.fileBlocks}; exec "$0" "$@"`, ...command];
  const [program = "", ...rest] = limited;
  return spawn(program, rest, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

export function ended(child: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

export function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** The journal that a work's process has as long as it has its project open. */
export function journalOf(work: string): string {
  return work === "init" ? "new.cproof-wal" : "p.cproof-wal";
}

/**
 * Waits until there is such a file, or no such file; false where the process that would see to it ended first. The
 * system tells: looking again and again would take the processor from the process that is waited for.
 */
export async function untilFile(state: "there" | "gone", file: string, child: ChildProcess): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onExit = (): void => resolve(false);
  child.once("exit", onExit);
  // A file that is there for a moment only is gone again when it is told.
  const watcher = watch(dirname(file), (_, name) => {
    if (name === basename(file) && (state === "there" || !existsSync(file))) resolve(true);
  });
  try {
    if (existsSync(file) === (state === "there")) return true;
    return isRunning(child) && (await promise);
  } finally {
    watcher.close();
    child.off("exit", onExit);
  }
}

async function timeOf(cwd: string, work: string, args: readonly string[]): Promise<UsualTime> {
  const before = performance.now();
  const child = start(cwd, args);
  const over = ended(child);
  const journal = join(cwd, journalOf(work));
  await untilFile("there", journal, child);
  const opened = performance.now();
  await untilFile("gone", journal, child);
  const openMs = performance.now() - opened;
  const { code, err } = await over;
  if (code !== 0) throw new Error(`counterproof ${args.join(" ")} ended with ${code}: ${err}`);
  return { wholeMs: performance.now() - before, openMs };
}

export async function run(cwd: string, ...args: string[]): Promise<Ended> {
  return ended(start(cwd, args));
}

async function must(cwd: string, ...args: string[]): Promise<void> {
  const { code, err } = await run(cwd, ...args);
  if (code !== 0) throw new Error(`counterproof ${args.join(" ")} ended with ${code}: ${err}`);
}

const model = (baseUrl: string): string[] => ["--model", "openai-compatible/small", "--base-url", baseUrl];

/** The command line of each work in a round; `mark` names what it makes. */
export function commandOf(work: string, scene: Pick<Scene, "baseUrl">, mark: string): string[] {
  const prompt = ["--prompt", "lex", "--project", "p.cproof"];
  switch (work) {
    case "commit":
      return ["commit", "text.md", ...prompt, "-m", mark];
    case "import":
      return ["import", "more.jsonl", "--set", "cases", "--project", "p.cproof"];
    case "replay":
      return [
        "replay",
        "--version",
        "v2",
        "--set",
        "cases",
        ...prompt,
        ...model(scene.baseUrl),
        "--no-cache",
        "--samples",
        "1",
        "--concurrency",
        "2",
        "--json",
      ];
    case "merge":
      return ["merge", "side", "--set", "cases", ...prompt, ...model(scene.baseUrl), "-m", mark, "--accept-surprises"];
    case "report":
      return ["compare", "v1", "v2", "--set", "cases", ...prompt, "--report", "r.html"];
    default:
      return ["init", "--project", "new.cproof"];
  }
}

/** A replay takes long enough to tell how far it is, which it does every two seconds. */
export const latencyFor = (work: string): number => (work === "replay" ? 150 : 8);

export function writeInputs(folder: string, mark: string): void {
  writeFileSync(join(folder, "text.md"), `You are Lex.\n${mark}\n`);
  const turns = [{ role: "user", content: `question ${mark}` }];
  const lines = Array.from({ length: 20 }, (_, at) => JSON.stringify({ id: `${mark}-${at}`, turns }));
  writeFileSync(join(folder, "more.jsonl"), lines.join("\n"));
}

export async function prepare(folder: string, baseUrl: string, provider: Scene["provider"]): Promise<Scene> {
  const cases = Array.from({ length: CONVERSATIONS }, (_, at) =>
    JSON.stringify({
      id: `c${at}`,
      turns: [{ role: "user", content: `question ${at}`, checks: [{ type: "contains", value: "question" }] }],
    }),
  );
  writeFileSync(join(folder, "cases.jsonl"), cases.join("\n"));
  const project = ["--project", "p.cproof"];
  await must(folder, "init", ...project);
  await must(folder, "import", "cases.jsonl", ...project);
  for (const [message, text] of [
    ["one", "You are Lex.\n\nBe short.\n"],
    ["two", "You are Lex.\n\nBe kind.\n"],
  ] as const) {
    writeFileSync(join(folder, "text.md"), text);
    await must(folder, "commit", "text.md", "--prompt", "lex", "-m", message, ...project);
    await must(
      folder,
      "replay",
      "--samples",
      "1",
      "--version",
      "latest",
      "--prompt",
      "lex",
      "--set",
      "cases",
      ...model(baseUrl),
      ...project,
    );
  }
  await must(folder, "branch", "side", "--from", "v1", "--prompt", "lex", ...project);
  writeFileSync(join(folder, "text.md"), "You are Lex, a lawyer.\n\nBe short.\n");
  await must(folder, "commit", "text.md", "--prompt", "lex", "-m", "aside", "--branch", "side", ...project);
  const backup = join(folder, "backup.cproof");
  copyFileSync(join(folder, "p.cproof"), backup);
  writeFileSync(join(folder, "text.md"), "You are Lex.\n\nBe kind.\nBe brave.\n");
  await must(folder, "commit", "text.md", "--prompt", "lex", "-m", "only in the original", ...project);
  const original = join(folder, "original.cproof");
  copyFileSync(join(folder, "p.cproof"), original);

  const scene: Scene = {
    folder,
    baseUrl,
    provider,
    original,
    backup,
    conversations: CONVERSATIONS,
    usual: new Map(),
  };
  for (const work of ["commit", "import", "replay", "merge", "report", "init"]) {
    copyFileSync(original, join(folder, "p.cproof"));
    writeInputs(folder, "usual");
    provider.latencyMs = latencyFor(work);
    scene.usual.set(work, await timeOf(folder, work, commandOf(work, scene, "usual")));
  }
  return scene;
}
