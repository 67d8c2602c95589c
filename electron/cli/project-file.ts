import { say } from "../terminal/terminal.ts";
import { resolve } from "node:path";
import { z } from "zod";
import { dataFolder, defaultProjectFile } from "../engine/default-project.ts";
import { openEngine, type Engine } from "../engine/engine.ts";
import { openProject } from "../engine/project.ts";
import { commandRetryPolicy } from "../engine/replay/patience.ts";
import type { Store } from "../engine/store/store.ts";
import { MAX_PATIENCE_SECONDS } from "../../shared/contract/models.ts";
import { parseOption } from "./parse-option.ts";

export function projectFile(option: string | undefined): string {
  return option === undefined ? defaultProjectFile(process.env) : resolve(option);
}

/** Opens the project for one piece of work and closes it again, whatever happens. */
export async function withProject<T>(option: string | undefined, work: (store: Store) => T | Promise<T>): Promise<T> {
  const store = openProject(projectFile(option), null);
  try {
    return await work(store);
  } finally {
    store.close();
    for (const notice of store.notices) say(notice);
  }
}

const patienceSchema = z.coerce.number().min(0).max(MAX_PATIENCE_SECONDS);

/**
 * Opens the engine on a project file as every command needs it: keys from the environment, no keychain. `allow` is what
 * `--allow` named, `patience` what `--patience` said. Throws Problem("bad-input") for a patience that is none.
 */
export function openCommandEngine(
  file: string,
  log: (line: string) => void,
  { allow = [], patience }: { allow?: readonly string[]; patience?: string } = {},
): Promise<Engine> {
  const seconds = patience === undefined ? null : parseOption("--patience", patienceSchema, patience);
  const retry = commandRetryPolicy(seconds);
  const own = { env: process.env, vault: null, dataFolder: dataFolder(process.env) };
  return openEngine({ projectFile: file, host: "browser", log, allow, retry, ...own });
}
