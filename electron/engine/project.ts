import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Problem } from "../../shared/problem.ts";
import { recountChangedLines } from "./prompts/versions.ts";
import { sweepLocks } from "./files/process-lock.ts";
import { createWhole } from "./files/write-whole.ts";
import { fillWithSample } from "./sample/create-sample.ts";
import { sample } from "./sample/index.ts";
import { asProblem, newDatabase, openDatabase } from "./store/database.ts";
import { createStore, type Store } from "./store/store.ts";

const MINIMUM_NODE = 22;

/** Opens a project file, or makes it where it is missing and `create` says how. */
export function openProject(projectFile: string, create: "empty" | "sample" | null): Store {
  refuseOldNode();
  const file = resolve(projectFile);
  // Where another process made it meanwhile, that one is opened: it is as new.
  if (create !== null && !existsSync(file)) makeProject(file, create);
  const store = createStore(openDatabase(file), file);
  bringUpToDate(store);
  sweepLocks(file);
  return store;
}

/** Makes a new project file; one that exists is left alone, and its name told in a Problem. */
export function createProject(projectFile: string, content: "empty" | "sample"): Store {
  refuseOldNode();
  const file = resolve(projectFile);
  if (existsSync(file) || !makeProject(file, content)) {
    throw new Problem("conflict", `${file} already exists and was left as it is. Choose another name.`, { file });
  }
  return openProject(file, null);
}

/**
 * A new project comes to be whole: made in memory, written beside its place and then given its name, which only one of
 * several processes gets. A full disk leaves nothing behind, nor does a kill. False where the name is taken.
 */
function makeProject(file: string, content: "empty" | "sample"): boolean {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw new Problem("not-found", `The folder ${folder} does not exist. Make it first or choose another place.`, {
      file,
    });
  }
  const store = createStore(newDatabase(), file);
  try {
    store.write(() => store.settings.set("name", basename(file).replace(/\.cproof$/i, "")));
    if (content === "empty") return createWhole(file, store.bytes());
    fillWithSample(store);
    const rulesFile = join(folder, sample.rulesFileName);
    const madeRules = createWhole(rulesFile, sample.rules);
    try {
      return createWhole(file, store.bytes());
    } catch (error) {
      // Not where the name is taken: another process's sample may stand on these rules.
      if (madeRules && !existsSync(file)) rmSync(rulesFile, { force: true });
      throw error;
    }
  } catch (error) {
    throw asProblem(error, file);
  } finally {
    store.close();
  }
}

/** What takes code and not only SQL. On a full disk, or a busy file, the project opens as it is. */
function bringUpToDate(store: Store): void {
  try {
    recountChangedLines(store);
  } catch (error) {
    if (error instanceof Problem && (error.code === "disk-full" || error.code === "busy")) return;
    store.close();
    throw error;
  }
}

/** The SQLite addon crashes old versions of Node.js; Electron brings its own Node.js and addon. */
function refuseOldNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < MINIMUM_NODE && !process.versions["electron"]) {
    throw new Problem(
      "bad-input",
      `Node.js ${process.versions.node} is too old for the project store; ${MINIMUM_NODE} or newer is needed.`,
    );
  }
}
