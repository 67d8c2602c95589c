import { homedir } from "node:os";
import path from "node:path";

/** The project that is opened when none is named: in the user's own data folder, by the habit of the system. */
export function defaultProjectFile(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return path.join(dataFolder(env, platform), "sample.cproof");
}

/** Where this person's own things are kept, by the habit of the system. */
export function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = homedir();
  if (platform === "win32")
    return path.join(env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "Counterproof");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Counterproof");
  const xdg = env["XDG_DATA_HOME"];
  // The specification has relative values ignored.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, ".local", "share");
  return path.join(base, "counterproof");
}
