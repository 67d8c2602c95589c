import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from "node:fs";
import path from "node:path";

/** Files written aside are named like this, so that those a killed process left can be told from people's own. */
const TEMPORARY_NAME = /^\.counterproof-[0-9a-f]{16}\.part$/;
/** Nobody takes so long to write one file. */
const STALE_AFTER_MS = 60 * 60 * 1_000;
const PERMISSION_BITS = 0o7777;

/**
 * Writes a file so that it is there whole or as it was before, whatever happens meanwhile: a full disk, a kill, a power
 * cut. The bytes go into a new file of the same folder, down to the disk, and then take the name. With `mode` it has
 * these permissions, else an existing file's are kept. Throws the system's error, and leaves nothing behind. `file` is
 * replaced itself where it is a symbolic link.
 */
export function writeFileAtomically(file: string, data: string | Uint8Array, mode?: number): void {
  const old = mode === undefined ? statSync(file, { throwIfNoEntry: false }) : undefined;
  const aside = writeTemporary(path.dirname(file), data, mode ?? 0o666, old);
  try {
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

/**
 * The same for a file that must not exist yet. False where another one has the name by now: that one is left as it is.
 * Of several processes that try at once exactly one gets true.
 */
export function createFileAtomically(file: string, data: string | Uint8Array): boolean {
  const aside = writeTemporary(path.dirname(file), data, 0o666, undefined);
  try {
    if (!claimName(aside, file)) return false;
  } finally {
    rmSync(aside, { force: true });
  }
  syncFolder(path.dirname(file));
  return true;
}

function writeTemporary(folder: string, data: string | Uint8Array, mode: number, old: Stats | undefined): string {
  const aside = path.join(folder, `.counterproof-${randomBytes(8).toString("hex")}.part`);
  const handle = openSync(aside, "wx", mode);
  try {
    try {
      writeAllBytes(handle, typeof data === "string" ? Buffer.from(data) : data);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (old?.isFile()) keepPermissions(aside, old);
    removeStaleTemporaries(folder, statSync(aside).mtimeMs);
    return aside;
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

/** A write may take a part only: at the end of a disk, into a pipe. */
export function writeAllBytes(handle: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(handle, bytes, at);
    } catch (error) {
      if (!hasErrorCode(error, "EAGAIN")) throw error;
      // A pipe that was opened without waiting is full: its reader needs a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function keepPermissions(aside: string, old: Stats): void {
  try {
    chownSync(aside, old.uid, old.gid);
  } catch {
    // Only root gives files away; a user who may write the folder may own the new file.
  }
  chmodSync(aside, old.mode & PERMISSION_BITS);
}

/** Gives `aside` the name `file` unless something has it. True where it got it; `aside` may then be gone. */
function claimName(aside: string, file: string): boolean {
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL"].some((code) => hasErrorCode(error, code)))
      throw error;
  }
  // A file system without links (FAT, some network shares): an empty file holds the name, then the whole one takes it.
  try {
    closeSync(openSync(file, "wx"));
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    throw error;
  }
  try {
    renameSync(aside, file);
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** The name itself is on the disk only when its folder is. Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The file is whole under its name; some network file systems cannot do more.
  }
}

/** `nowMs` is the file system's own time: the machine's clock may be another one. */
function removeStaleTemporaries(folder: string, nowMs: number): void {
  try {
    for (const name of readdirSync(folder)) {
      if (!TEMPORARY_NAME.test(name)) continue;
      const file = path.join(folder, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isFile() && nowMs - stat.mtimeMs > STALE_AFTER_MS) rmSync(file, { force: true });
    }
  } catch {
    // A folder that can be written but not listed: what was left behind stays.
  }
}

export function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
