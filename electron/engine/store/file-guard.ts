import { statSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { Problem } from "../../../shared/problem.ts";

/**
 * Throws a Problem when the file is no longer the one that was opened, or has been marked read-only since. SQLite
 * would go on writing into a file that has no name any more, and everything reported as saved would be lost.
 */
export function createFileGuard(file: string): () => void {
  const opened = statSync(file);
  return () => {
    const found = statSync(file, { throwIfNoEntry: false });
    const name = basename(file);
    if (!found || !isSame(opened, found)) {
      throw new Problem(
        "not-found",
        `${name} was moved, deleted or replaced while it was open: the last change was not saved. ` +
          `Put it back at ${file}, or open it where it is now.`,
        { file },
      );
    }
    if ((found.mode & 0o222) === 0) {
      throw new Problem(
        "read-only",
        `${name} has been made read-only: the last change was not saved. Make it writable again or work on a copy.`,
        { file },
      );
    }
  };
}

/** Windows does not let go of a file that is open, and its file ids do not fit into a number. */
function isSame(opened: Stats, found: Stats): boolean {
  return process.platform === "win32" || (opened.ino === found.ino && opened.dev === found.dev);
}
