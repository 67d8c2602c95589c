import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { BrowserType } from "@playwright/test";
import type { Shell } from "./launch-electron.ts";
import { repositoryRoot } from "./repository-root.ts";
import type { TestFolder } from "./test-folder.ts";
import { within } from "./within.ts";

/** Serves the test's own project on loopback and opens the printed address in Chromium. */
export async function launchBrowser(chromium: BrowserType, { projectFile, env }: TestFolder): Promise<Shell> {
  const args = ["dist/node/serve.js", "--project", projectFile];
  const server = spawn(process.execPath, args, { cwd: repositoryRoot, env, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  server.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString("utf8")));
  const exited = once(server, "exit");
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.once("exit", () => reject(new Error(`The server ended at once: ${output.join("")}`)));
  });
  const browser = await chromium.launch({ executablePath: process.env["CHROME_PATH"] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const open = async () => void (await page.goto(address));
  return {
    page,
    open,
    electronApp: null,
    log: () => output.join(""),
    killEngine: () => Promise.reject(new Error("Only the desktop app has an engine process to kill.")),
    async close() {
      await browser.close();
      server.kill("SIGTERM");
      await within(10_000, exited, () => server.kill("SIGKILL"));
    },
  };
}
