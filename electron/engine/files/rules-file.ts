import { statSync } from "node:fs";
import path from "node:path";

/** Where a rules file is looked for: beside the project first, then in the working folder. */
export function rulesFilePlaces(projectFolder: string | null, name: string): string[] {
  if (path.isAbsolute(name)) return [name];
  return [projectFolder, process.cwd()].flatMap((base) => (base === null ? [] : [path.resolve(base, name)]));
}

/**
 * Which file of this machine a rules file's path leads to at the moment, by device and inode: symbolic links, hard links
 * and other spellings of its path give the same. Undefined where there is none. Nothing of the file is read.
 */
export function rulesFileIdOf(projectFolder: string | null, name: string): string | undefined {
  // The path stands in a project that may be somebody else's: on Windows, such a name asks another machine.
  if (/^[\\/]{2}/.test(name)) return undefined;
  for (const place of rulesFilePlaces(projectFolder, name)) {
    try {
      const stat = statSync(place, { bigint: true, throwIfNoEntry: false });
      if (stat !== undefined) return `${stat.dev}:${stat.ino}`;
    } catch {
      // A folder that may not be entered, a circle of links: no file that could be read.
    }
  }
  return undefined;
}
