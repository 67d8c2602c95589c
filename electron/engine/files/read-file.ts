import { constants, fstatSync } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { Problem } from "../../../shared/problem.ts";
import { errorMessageOf } from "../../../shared/errors.ts";

/** The largest file that is read: 64 MiB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

const PIECE_BYTES = 256 * 1024;

/** Names of this process's own standard input; a socket there cannot be opened by its name. */
const standardInput = new Set(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);

export interface FileBytes {
  name: string;
  bytes: Buffer;
}

/**
 * Reads what a person named: a file anywhere, a pipe, a device, or standard input (`-`). It is read in pieces, so
 * that what never ends is refused at `maxBytes`. Throws Problem("unreadable-file").
 */
export async function readFileNamedByPerson(path: string, maxBytes: number = MAX_FILE_BYTES): Promise<FileBytes> {
  if (standardInput.has(path)) {
    const name = path === "-" ? "standard input" : path;
    return { name, bytes: await readStandardInput(name, maxBytes) };
  }
  const handle = await openOrRefuse(() => open(path, constants.O_RDONLY), path);
  try {
    const found = await handle.stat();
    if (found.isDirectory()) throw unreadable(path, "is a folder, not a file. Name a file");
    refuseOversizedFile(path, found.size, maxBytes);
    return { name: path, bytes: await readHandle(handle, path, maxBytes) };
  } finally {
    await handle.close();
  }
}

/**
 * Reads what a project names: a regular file and nothing else, so that no pipe can block the engine and no device can
 * fill its memory. `allow` is asked with the file's real place, behind all symbolic links, before it is opened, and throws where it must
 * not be read. Null where there is no such file. Throws Problem("unreadable-file").
 */
export async function readFileNamedByProject(
  path: string,
  allow: (realPath: string) => void,
  maxBytes: number = MAX_FILE_BYTES,
): Promise<FileBytes | null> {
  const real = await realpath(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw unreadable(path, `could not be read (${errorMessageOf(error)}). Look after it and try again`);
  });
  if (real === null) return null;
  allow(real);
  const notRegular = unreadable(path, "is not a regular file. Name a file");
  if (!(await openOrRefuse(() => stat(real), path)).isFile()) throw notRegular;
  // A pipe that was put there since would hold an opening without O_NONBLOCK; a link is no longer the place that was allowed.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  const handle = await openOrRefuse(() => open(real, flags), path);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw notRegular;
    refuseOversizedFile(path, found.size, maxBytes);
    return { name: path, bytes: await readHandle(handle, path, maxBytes) };
  } finally {
    await handle.close();
  }
}

async function readHandle(handle: FileHandle, name: string, maxBytes: number): Promise<Buffer> {
  async function* pieces() {
    for (;;) {
      const { bytesRead, buffer } = await openOrRefuse(
        () => handle.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES),
        name,
      );
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  }
  return readPieces(pieces(), name, maxBytes);
}

/** However slowly it comes, and whatever it is: a pipe, a socket, a terminal, a file. */
async function readStandardInput(name: string, maxBytes: number): Promise<Buffer> {
  // Node.js takes a folder for an empty file.
  if (fstatSync(0).isDirectory()) throw unreadable(name, "is a folder, not a file. Name a file");
  try {
    return await readPieces(process.stdin, name, maxBytes);
  } catch (error) {
    throw error instanceof Problem ? error : unreadable(name, `could not be read: ${errorMessageOf(error)}`);
  } finally {
    process.stdin.destroy();
  }
}

/** The pieces as one; a size that was told beforehand may be wrong, so what came is counted. */
async function readPieces(pieces: AsyncIterable<unknown>, name: string, maxBytes: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    refuseOversizedFile(name, size, maxBytes, true);
    kept.push(piece);
  }
  return Buffer.concat(kept, size);
}

/** Throws a Problem when a file of `size` bytes is too large to be read; `endless` where its end was not seen. */
export function refuseOversizedFile(
  name: string,
  size: number,
  maxBytes: number = MAX_FILE_BYTES,
  endless = false,
): void {
  if (size <= maxBytes) return;
  const mebibytes = ((endless ? maxBytes : size) / (1024 * 1024)).toFixed(1);
  const most = Number((maxBytes / (1024 * 1024)).toFixed(1));
  throw unreadable(
    name,
    `is ${endless ? "more than " : ""}${mebibytes} MiB; at most ${most} MiB can be read. Split it into smaller files`,
  );
}

async function openOrRefuse<T>(work: () => Promise<T>, name: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(name, `could not be opened: ${errorMessageOf(error)}`);
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ENOENT" || code === "ENOTDIR";
}

function unreadable(name: string, what: string): Problem {
  return new Problem("unreadable-file", `"${name}" ${what}.`, { file: name });
}
