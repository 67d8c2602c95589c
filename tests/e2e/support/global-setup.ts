import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { repositoryRoot } from "./repository-root.ts";

/** Once before all tests: a build of the present sources, a browser, and on a machine without one a display. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  script("scripts/build.mjs");
  process.env["CHROME_PATH"] = script("scripts/find-browser.mjs").trim();
  return process.platform === "linux" && !process.env["DISPLAY"] ? startXvfb() : async () => {};
}

function script(file: string): string {
  const { status, stdout } = spawnSync(process.execPath, [file], {
    cwd: repositoryRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${file} failed; its message is above.`);
  return stdout;
}

/** Xvfb picks a free display by itself and says which. Without Xvfb only the tests in Electron will fail. */
async function startXvfb(): Promise<() => Promise<void>> {
  const args = ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"];
  const server = spawn("Xvfb", args, { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise<string | null>((resolve) => {
    server.once("error", () => resolve(null));
    server.once("exit", () => resolve(null));
    createInterface({ input: server.stdout }).once("line", resolve);
  });
  if (number === null) return async () => {};
  process.env["DISPLAY"] = `:${number}`;
  return async () => {
    const ended = once(server, "exit");
    server.kill();
    await ended;
  };
}
