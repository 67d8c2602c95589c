// Finds, or on a Debian machine installs, what the browser tests need.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { Complaint, isStarted, runMain } from "./run-node.mjs";

const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...[process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => path.join(folder, "Google", "Chrome", "Application", "chrome.exe")),
];

/** The browser for the tests: CHROME_PATH, an installed one, Playwright's own, or Debian's. Rejects with a Complaint. */
export async function ensureBrowser(say) {
  const found =
    process.env.CHROME_PATH || onPath(names) || places.find((file) => existsSync(file)) || (await ownOfPlaywright());
  if (found) return found;
  aptInstall("chromium", say);
  const installed = onPath(names);
  if (installed) return installed;
  throw new Complaint("The end-to-end tests need Chrome or Chromium. Install one, or name it in CHROME_PATH.");
}

/** Makes sure of an X server for windows that nobody looks at. True where there is one. */
export function ensureXvfb(say) {
  if (onPath(["Xvfb"]) === null) aptInstall("xvfb", say);
  return onPath(["Xvfb"]) !== null;
}

async function ownOfPlaywright() {
  const { chromium } = await import("playwright");
  const file = chromium.executablePath();
  return existsSync(file) ? file : null;
}

function onPath(candidates) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const files = candidates.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find(isExecutable) ?? null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function aptInstall(name, say) {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || onPath(["apt-get"]) === null) return;
  say(`Installing ${name} with apt-get, once …`);
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], options);
}

if (isStarted(import.meta.url)) {
  await runMain(async () => {
    console.log(await ensureBrowser(console.error));
    return 0;
  });
}
