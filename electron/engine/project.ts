import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Problem } from "../../shared/problem.ts";
import { recountChangedLines } from "./prompts/versions.ts";
import { removeStaleLocks } from "./files/process-lock.ts";
import { createFileAtomically } from "./files/atomic-write.ts";
import { fillWithSample, sampleProject } from "./sample-project/sample-project.ts";
import { toStoreProblem, newDatabase, openDatabase } from "./store/database.ts";
import { createStore, type Store } from "./store/store.ts";

const MINIMUM_NODE = 22;

/** Opens a project file, or makes it where it is missing and `create` says how. */
export function openProject(projectFile: string, create: "empty" | "sample" | null): Store {
  refuseOldNode();
  const file = resolve(projectFile);
  // Where another process made it meanwhile, that one is opened: it is as new.
  if (create !== null && !existsSync(file)) makeProjectFile(file, create);
  const store = createStore(openDatabase(file), file);
  updateDerivedData(store);
  removeStaleLocks(file);
  return store;
}

/** Makes a new project file; one that exists is left alone, and its name told in a Problem. */
export function createProject(projectFile: string, content: "empty" | "sample"): Store {
  refuseOldNode();
  const file = resolve(projectFile);
  if (existsSync(file) || !makeProjectFile(file, content)) {
    throw new Problem("conflict", `${file} already exists and was left as it is. Choose another name.`, { file });
  }
  return openProject(file, null);
}

/**
 * A new project comes to be whole: made in memory, written beside its place and then given its name, which only one of
 * several processes gets. A full disk leaves nothing behind, nor does a kill. False where the name is taken.
 */
function makeProjectFile(file: string, content: "empty" | "sample"): boolean {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw new Problem("not-found", `The folder ${folder} does not exist. Make it first or choose another place.`, {
      file,
    });
  }
  const store = createStore(newDatabase(), file);
  try {
    store.write(() => store.settings.set("name", basename(file).replace(/\.cproof$/i, "")));
    if (content === "empty") return createFileAtomically(file, store.bytes());
    fillWithSample(store);
    const rulesFile = join(folder, sampleProject.rulesFileName);
    const madeRules = createFileAtomically(rulesFile, sampleProject.rules);
    try {
      return createFileAtomically(file, store.bytes());
    } catch (error) {
      // Not where the name is taken: another process's sample may stand on these rules.
      if (madeRules && !existsSync(file)) rmSync(rulesFile, { force: true });
      throw error;
    }
  } catch (error) {
    throw toStoreProblem(error, file);
  } finally {
    store.close();
  }
}

/** What takes code and not only SQL. On a full disk, or a busy file, the project opens as it is. */
function updateDerivedData(store: Store): void {
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
