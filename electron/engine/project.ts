import { existsSync, rmSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { Problem } from "../../shared/problem.ts";
import { recountChangedLines } from "./prompts/versions.ts";
import { createSample } from "./sample/create-sample.ts";
import { createDatabase, openDatabase } from "./store/database.ts";
import { createStore, type Store } from "./store/store.ts";

const MINIMUM_NODE = 22;

/** Opens a project file, or makes it where it is missing and `create` says how. Nothing half-made is left behind. */
export function openProject(projectFile: string, create: "empty" | "sample" | null): Store {
  refuseOldNode();
  const file = resolve(projectFile);
  if (create !== null && !existsSync(file)) return createProject(file, create);
  const store = createStore(openDatabase(file), file);
  bringUpToDate(store);
  return store;
}

/** Makes a new project file; one that exists is left alone. */
export function createProject(projectFile: string, content: "empty" | "sample"): Store {
  refuseOldNode();
  const file = resolve(projectFile);
  if (!existsSync(dirname(file))) {
    throw new Problem(
      "not-found",
      `The folder ${dirname(file)} does not exist. Make it first or choose another place.`,
      { file },
    );
  }
  const store = createStore(createDatabase(file), file);
  try {
    store.write(() => store.settings.set("name", basename(file).replace(/\.cproof$/i, "")));
    if (content === "sample") createSample(store, dirname(file));
    return store;
  } catch (error) {
    store.close();
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${file}${ending}`, { force: true });
    throw error;
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
