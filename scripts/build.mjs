// Builds dist/node (main, engine, serve, cli, workers, preload) and dist/renderer; leaves alone what is up to date.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { Complaint, isStarted, root, runMain } from "./run-node.mjs";
import { createHash } from "node:crypto";

const dist = path.join(root, "dist");
const common = ["shared", "package-lock.json", "tsconfig.json", "scripts/build.mjs"];

const targets = {
  node: { sources: ["electron", "vite.node.config.ts", ...common], build: buildNode },
  renderer: { sources: ["renderer", "vite.config.ts", ...common], build: buildRenderer },
};

/**
 * Brings the named parts of dist up to date. `say` gets one line where something has to be built.
 * Rejects with a Complaint where the sources do not build.
 */
export async function build(names = ["node", "renderer"], say = console.error) {
  for (const name of names) {
    const { sources, build: buildInto } = targets[name];
    const hash = hashSources(sources);
    if (isFresh(path.join(dist, name), hash)) continue;
    say(`Building dist/${name} …`);
    await replaceFolder(path.join(dist, name), async (folder) => {
      await buildInto(folder);
      writeStamp(folder, hash);
    });
  }
}

/** Fills a folder beside the target and swaps it in whole, so that two builds at once never mix their files. */
async function replaceFolder(target, fill) {
  mkdirSync(dist, { recursive: true });
  const work = mkdtempSync(path.join(dist, ".build-"));
  try {
    const fresh = path.join(work, "new");
    await fill(fresh);
    for (let attempt = 0; !swap(fresh, target, path.join(work, `old-${attempt}`)); attempt++) {
      if (attempt === 20) throw new Complaint(`${target} could not be replaced; is another build running? Try again.`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function swap(fresh, target, old) {
  try {
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
    return true;
  } catch (error) {
    // The other build moved first: look again.
    if (["ENOENT", "ENOTEMPTY", "EEXIST", "EPERM"].includes(error.code) && existsSync(fresh)) return false;
    throw error;
  }
}

async function buildNode(outDir) {
  await runVite({ configFile: path.join(root, "vite.node.config.ts"), build: { outDir } });
  await runVite({
    configFile: false,
    root,
    ssr: { noExternal: true, external: ["electron"] },
    build: {
      ssr: path.join(root, "electron/preload/preload.ts"),
      outDir,
      // A sandboxed preload is a CommonJS script.
      rolldownOptions: { external: ["electron"], output: { format: "cjs", entryFileNames: "preload.cjs" } },
      emptyOutDir: false,
      minify: false,
      target: "chrome126",
    },
  });
}

async function buildRenderer(outDir) {
  await runVite({ configFile: path.join(root, "vite.config.ts"), build: { outDir } });
}

async function runVite(config) {
  const vite = await import("vite");
  try {
    await vite.build({ mode: "production", logLevel: "error", ...config });
  } catch (error) {
    throw new Complaint(`The sources do not build: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Of a built folder: the hash of the sources that it was built from. */
const STAMP = ".sources";

/** SHA-256 over the names and contents of all files in these files and folders (relative to the root), as hex. */
export function hashSources(sources) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesBelow).toSorted()) {
    const bytes = readIfThere(file);
    if (bytes === null) continue;
    hash.update(`${path.relative(root, file)}\0${bytes.length}\0`);
    hash.update(bytes);
  }
  return hash.digest("hex");
}

function filesBelow(source) {
  const full = path.join(root, source);
  try {
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === "ENOTDIR") return [full];
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

/** Whether the folder was built from sources of this hash. */
export function isFresh(folder, hash) {
  return readIfThere(path.join(folder, STAMP))?.toString("utf8") === hash;
}

export function writeStamp(folder, hash) {
  writeFileSync(path.join(folder, STAMP), hash);
}

if (isStarted(import.meta.url)) {
  await runMain(async () => {
    await bootstrap();
    await build();
    return 0;
  });
}
