import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCommand } from "../../fixtures/run-command.ts";

/** Stands in the environment of every test, so that a leak of an environment key would be found. */
export const environmentKey = "key-from-the-environment-4711";

export interface TestFolder {
  folder: string;
  projectFile: string;
  /** The environment for the app: its data goes below the folder, and no real key gets in. */
  env: Record<string, string>;
  remove(): void;
}

/** The sample project as the command line makes it, once for each process of tests: each test gets a copy. */
let sample: string | null = null;

/** A folder of this test alone, with a fresh sample project. */
export function createTestFolder(): TestFolder {
  const folder = mkdtempSync(path.join(tmpdir(), "counterproof-e2e-"));
  const projectFolder = path.join(folder, "project");
  sample ??= makeSample();
  cpSync(sample, projectFolder, { recursive: true });
  const projectFile = path.join(projectFolder, "sample.cproof");
  const env = hermeticEnvironment(folder);
  return { folder, projectFile, env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

function makeSample(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "counterproof-e2e-sample-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const projectFolder = path.join(folder, "project");
  mkdirSync(projectFolder);
  runCommand(hermeticEnvironment(folder), "init", "--sample", "--project", path.join(projectFolder, "sample.cproof"));
  return projectFolder;
}

function hermeticEnvironment(folder: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].endsWith("_API_KEY"),
  );
  return {
    ...Object.fromEntries(kept),
    ANTHROPIC_API_KEY: environmentKey,
    XDG_DATA_HOME: path.join(folder, "data"),
    XDG_CONFIG_HOME: path.join(folder, "config"),
    LOCALAPPDATA: path.join(folder, "data"),
  };
}
