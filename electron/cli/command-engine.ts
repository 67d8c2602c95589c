import { printErrorLine } from "../terminal/terminal.ts";
import { resolve } from "node:path";
import { z } from "zod";
import { userDataFolder, defaultProjectFile } from "../host/user-folders.ts";
import { openEngine, type Engine } from "../engine/engine.ts";
import { openProject } from "../engine/project.ts";
import { commandRetryPolicy } from "../engine/calls/call-model.ts";
import type { Store } from "../engine/store/store.ts";
import { MAX_PATIENCE_SECONDS } from "../../shared/contract/models.ts";
import { parseOption } from "./options.ts";
import type { EngineEvent } from "../../shared/contract/project.ts";
import type { CommandOutput } from "./command.ts";

export function resolveProjectFile(option: string | undefined): string {
  return option === undefined ? defaultProjectFile(process.env) : resolve(option);
}

/** Opens the project for one piece of work and closes it again, whatever happens. */
export async function withProject<T>(option: string | undefined, work: (store: Store) => T | Promise<T>): Promise<T> {
  const store = openProject(resolveProjectFile(option), null);
  try {
    return await work(store);
  } finally {
    store.close();
    for (const notice of store.notices) printErrorLine(notice);
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
  const own = { env: process.env, vault: null, dataFolder: userDataFolder(process.env) };
  return openEngine({ projectFile: file, host: "browser", log, allow, retry, ...own });
}

type AnalysisProgress = Extract<EngineEvent, { type: "insight" }>["insight"];

interface WatchedAnalysis<T> {
  kind: AnalysisProgress["kind"];
  id: string;
  service: { stop(id: string): Promise<T>; settled(id: string): Promise<T> };
  progress(insight: AnalysisProgress): string;
}

/** Shows progress until a search, such as a bisect or an audit, ends. Ctrl+C stops it and keeps what was learnt. */
export async function watchAnalysis<T>(
  engine: Engine,
  { kind, id, service, progress }: WatchedAnalysis<T>,
  output: CommandOutput,
): Promise<{ done: T; interrupted: boolean }> {
  const unlisten = engine.services.events.listen((event) => {
    if (event.type !== "insight" || event.insight.kind !== kind || event.insight.id !== id) return;
    output.progress(progress(event.insight));
  });
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    void service.stop(id);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const done = await service.settled(id);
  unlisten();
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  output.endProgress();
  return { done, interrupted };
}
