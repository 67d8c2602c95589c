// Says whether a built folder is still what its sources would give.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run-node.mjs";

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
