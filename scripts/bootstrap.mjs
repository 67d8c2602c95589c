// Dependency-free: makes node_modules match package-lock.json, then sees to a recent Node.js.
import { readFileSync } from "node:fs";
import path from "node:path";
import { Complaint, continueOnRecentNode, foreground, isStarted, root, runMain } from "./run-node.mjs";

/** Returns once the dependencies are installed and the running Node.js is recent enough. */
export async function bootstrap() {
  const reason = whyInstall();
  if (reason !== null) {
    console.error(`${reason}: installing them with npm ci, once.`);
    await install();
  }
  await continueOnRecentNode();
}

async function install() {
  const code = await foreground("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    // On Windows npm is a batch file, which only a shell runs.
    shell: process.platform === "win32",
  });
  if (code !== 0) {
    throw new Complaint(
      `npm ci failed (exit code ${code}). Look at its message above; where it could not reach the registry, try again with a network.`,
    );
  }
}

function whyInstall() {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const installed = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  if (wanted === null) throw new Complaint("package-lock.json is missing or not JSON. Restore it from the repository.");
  if (installed === null) return "The dependencies are not installed yet";
  return sameInstall(wanted, installed) ? null : "The dependencies are not those of package-lock.json";
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/** Optional packages for other machines are in the lock file and rightly not installed. */
function sameInstall(wanted, installed) {
  const names = Object.keys(wanted).filter((name) => name !== "");
  if (Object.keys(installed).some((name) => wanted[name] === undefined)) return false;
  return names.every((name) => {
    const here = installed[name];
    if (here === undefined) return wanted[name].optional === true;
    return here.version === wanted[name].version && here.integrity === wanted[name].integrity;
  });
}

if (isStarted(import.meta.url)) {
  await runMain(async () => {
    await bootstrap();
    return 0;
  });
}
