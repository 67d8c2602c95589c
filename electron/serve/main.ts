import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { errorMessageOf } from "../../shared/errors.ts";
import { userDataFolder, defaultProjectFile } from "../host/user-folders.ts";
import { openEngine } from "../engine/engine.ts";
import { Problem } from "../../shared/problem.ts";
import { finishOutput, log, resultsWritten, printLines } from "../terminal/terminal.ts";
import { startServer } from "./server.ts";
import { builtWindowFolder } from "../host/web-assets.ts";

/** `serve.js [--project FILE] [--port N] [--allow ADDRESS]…`: prints the address alone on standard output and serves until told to end. */
async function main(): Promise<void> {
  const { project, port, allow } = readOptions(process.argv.slice(2));
  const projectFile = project ?? defaultProjectFile(process.env);
  if (project === undefined) mkdirSync(path.dirname(projectFile), { recursive: true });
  const engine = await openEngine({
    projectFile,
    host: "browser",
    env: process.env,
    vault: null,
    dataFolder: userDataFolder(process.env),
    allow,
    // A named file that is missing is a mistake to be told, not a project to be made.
    ...(project === undefined && { createIfMissing: "sample" as const }),
    watchExternalChanges: true,
    log,
  });
  const server = await startServer({ engine, rendererFolder: builtWindowFolder(), port, host: "127.0.0.1", log });
  printLines([server.url]);
  let ending: Promise<void> | null = null;
  // Ctrl+C may arrive twice, from the terminal and from npm; the second must not cut the closing short.
  const end = () => {
    ending ??= server.close().then(() => engine.close());
    void ending.then(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  // An address that nobody can read opens no workbench.
  if ((await resultsWritten()) !== null) {
    await server.close();
    await engine.close();
    await finishOutput();
  }
}

function readOptions(args: string[]): { project: string | undefined; port: number; allow: string[] } {
  const { values } = parseArgs({
    args,
    options: {
      project: { type: "string" },
      port: { type: "string", default: "0" },
      allow: { type: "string", multiple: true },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Problem("bad-input", `--port ${values.port} is not a port; give a whole number from 0 to 65535.`);
  }
  return { project: values.project, port, allow: values.allow ?? [] };
}

try {
  await main();
} catch (error) {
  log(errorMessageOf(error));
  process.exitCode = 2;
}
