import type { Electron, ElectronApplication, Page } from "@playwright/test";
import path from "node:path";
import { repositoryRoot } from "./repository-root.ts";
import type { TestFolder } from "./test-folder.ts";
import { within } from "./within.ts";

const ENGINE_NAME = "Counterproof engine";

export interface Shell {
  page: Page;
  /** Shows the workbench, once somebody listens for its faults; the desktop app has done so by itself. */
  open(): Promise<void>;
  log(): string;
  killEngine(): Promise<void>;
  /** For what only the desktop has, such as menus and dialogs; null in a browser. */
  electronApp: ElectronApplication | null;
  close(): Promise<void>;
}

/** Opens the desktop app on the test's own project and user data. */
export async function launchElectron(electron: Electron, { folder, projectFile, env }: TestFolder): Promise<Shell> {
  const asRoot = process.platform === "linux" && process.getuid?.() === 0;
  const app = await electron.launch({
    cwd: repositoryRoot,
    args: [
      repositoryRoot,
      ...(asRoot ? ["--no-sandbox"] : []),
      `--user-data-dir=${path.join(folder, "user-data")}`,
      `--project=${projectFile}`,
    ],
    env,
  });
  const output: string[] = [];
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on("data", (chunk: Buffer) => output.push(chunk.toString("utf8")));
  }
  return {
    page: await app.firstWindow(),
    open: () => Promise.resolve(),
    electronApp: app,
    log: () => output.join(""),
    killEngine: () => app.evaluate(killEngineProcess, ENGINE_NAME),
    close: () => within(10_000, app.close(), () => app.process().kill("SIGKILL")),
  };
}

/** Runs in the app's main process, which knows its utility processes by name. */
function killEngineProcess({ app }: typeof import("electron"), name: string): void {
  const engine = app.getAppMetrics().find((metric) => metric.name === name);
  if (engine === undefined) throw new Error("The engine is not running.");
  process.kill(engine.pid, "SIGKILL");
}
