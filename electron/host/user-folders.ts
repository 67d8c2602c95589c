import { homedir } from "node:os";
import path from "node:path";

/** The project that is opened when none is named: in the user's own data folder, at the system's usual place. */
export function defaultProjectFile(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return path.join(userDataFolder(env, platform), "sample.cproof");
}

/** The folder of this user's own data, at the system's usual place. */
export function userDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = homedir();
  if (platform === "win32")
    return path.join(env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "Counterproof");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Counterproof");
  const xdg = env["XDG_DATA_HOME"];
  // The specification has relative values ignored.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, ".local", "share");
  return path.join(base, "counterproof");
}
