import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const CONVERSATIONS = 60;

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** What every round starts from: closed project files, and how long each command usually takes, in milliseconds. */
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
  usualMs: Map<string, number>;
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
    usualMs: new Map(),
  };
  for (const work of ["commit", "import", "replay", "merge", "report", "init"]) {
    copyFileSync(original, join(folder, "p.cproof"));
    writeInputs(folder, "usual");
    provider.latencyMs = latencyFor(work);
    const before = performance.now();
    await must(folder, ...commandOf(work, scene, "usual"));
    scene.usualMs.set(work, performance.now() - before);
  }
  return scene;
}
