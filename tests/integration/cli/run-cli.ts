import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { z } from "zod";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const root = join(import.meta.dirname, "../../..");

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** Brings dist/node up to date once, so that each command need not look. */
export function buildCli(): void {
  execFileSync(process.execPath, [join(root, "scripts/counterproof.mjs"), "--version"], { stdio: "ignore" });
}

/** A folder to work in and the command line in it, away from the machine's own settings and keys. */
export function workplace() {
  const folder = tempFolder();
  mkdirSync(join(folder, "home"));
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: join(folder, "home"),
    XDG_DATA_HOME: join(folder, "home", "data"),
  };

  const start = (args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess => {
    const child = spawn(process.execPath, [join(root, "dist/node/cli.js"), ...args], {
      cwd: folder,
      env: { ...environment, ...env },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };

  /** A line for sh, in the same place. */
  const shell = (line: string): ChildProcess => {
    const child = spawn("sh", ["-c", line], { cwd: folder, env: environment });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };

  const run = (args: string[], more: { env?: NodeJS.ProcessEnv; input?: string } = {}): Promise<Finished> => {
    const child = start(args, more.env);
    child.stdin?.end(more.input ?? "");
    return finished(child);
  };

  return {
    folder,
    file: (name: string) => join(folder, name),
    start,
    shell,
    run,
    /** A command that must succeed, and its one JSON document. */
    async json<T>(document: z.ZodType<T>, ...args: string[]): Promise<T> {
      const { code, out, err } = await run([...args, "--json"]);
      if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
      return parseAs(document, out);
    },
  };
}
export type Workplace = ReturnType<typeof workplace>;

/** Standard output as the one document that it must be. */
export function parseAs<T>(document: z.ZodType<T>, out: string): T {
  const value: unknown = JSON.parse(out);
  return document.parse(value);
}

export function finished(child: ChildProcess): Promise<Finished> {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, out, err }));
  });
}
