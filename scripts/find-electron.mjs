// Finds the Electron to run: the one named by the environment, the electron package's own, or its download.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./run-node.mjs";

const electronPackage = path.join(root, "node_modules", "electron");
const STALL_LIMIT_MS = 15_000;

/** Gives `{ binary }`, or `{ reason }` in words where there is none. Takes at most 15 s without progress. */
export async function findElectron(say) {
  const installed = installedBinary();
  if (installed !== null) return { binary: installed };
  if (!existsSync(path.join(electronPackage, "install.js"))) return { reason: "the electron package is not installed" };
  say("Downloading Electron, once (about 100 MB) …");
  const problem = await download();
  const binary = installedBinary();
  return binary === null ? { reason: problem ?? "its download left no program behind" } : { binary };
}

function installedBinary() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = given || path.join(electronPackage, "dist");
  const name = readText(path.join(electronPackage, "path.txt")) ?? defaultName();
  const binary = path.join(folder, name);
  if (!given && readText(path.join(electronPackage, "path.txt")) === null) return null;
  return existsSync(binary) ? binary : null;
}

function defaultName() {
  if (process.platform === "darwin") return "Electron.app/Contents/MacOS/Electron";
  return process.platform === "win32" ? "electron.exe" : "electron";
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Runs the package's own installer; null when it ended well. A slow line may take its time, a dead one may not. */
function download() {
  const scratch = mkdtempSync(path.join(tmpdir(), "electron-download-"));
  const env = { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch, ELECTRON_GET_NO_PROGRESS: "1" };
  const child = spawn(process.execPath, [path.join(electronPackage, "install.js")], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  return new Promise((resolve) => {
    let seen = -1;
    let lastProgress = Date.now();
    const watch = setInterval(() => {
      const bytes = sizeBelow(scratch) + sizeBelow(path.join(electronPackage, "dist"));
      if (bytes !== seen) lastProgress = Date.now();
      seen = bytes;
      if (Date.now() - lastProgress > STALL_LIMIT_MS) child.kill("SIGKILL");
    }, 500);
    const stop = () => child.kill("SIGTERM");
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
    child.once("close", (code) => {
      clearInterval(watch);
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
      rmSync(scratch, { recursive: true, force: true });
      if (code === 0) resolve(null);
      else resolve(code === null ? "its download did not get on" : `its download failed (${firstLine(errors)})`);
    });
  });
}

function firstLine(text) {
  const line = text.split("\n").find((candidate) => candidate.trim() !== "");
  return line?.trim().replace(/^\w*Error: /, "") ?? "no reason given";
}

function sizeBelow(folder) {
  if (!existsSync(folder)) return 0;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(path.join(entry.parentPath, entry.name)), 0);
}

/** A download's temporary file may be gone again by the time it is looked at. */
function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What Electron has to be told on this machine before the app's own arguments. */
export function electronFlags() {
  return process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}
