// Dependency-free, and valid on every Node.js since 20: it runs before node_modules can be trusted.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const MINIMUM_MAJOR = 22;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What a person can mend: printed as its message alone, never with a stack. */
export class Complaint extends Error {}

/**
 * Runs a program in the foreground: it shares the terminal, gets our signals, and its end is awaited.
 * Resolves with its exit code, 128 + N where signal N ended it. Rejects with a Complaint where it cannot be started.
 */
export function foreground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    // Ctrl+C in a terminal reaches the whole group by itself; passing it on would give it twice.
    const atTerminal = process.stdin.isTTY || process.stderr.isTTY;
    const forward = (signal) => {
      if (!(signal === "SIGINT" && atTerminal)) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    const finish = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.once("error", (error) => {
      finish();
      reject(new Complaint(`${command} could not be started: ${error.message}`));
    });
    child.once("exit", (code, signal) => {
      finish();
      resolve(code ?? 128 + (signal === null ? 0 : signalNumber(signal)));
    });
  });
}

/**
 * The same for a module on `node`, which stops as SIGTERM would stop it where this process is killed: nothing is left
 * replaying, and spending, that nobody sees.
 */
export function foregroundNode(node, args, options = {}) {
  const held = [...process.execArgv, path.join(root, "scripts", "run-supervised.mjs"), ...args];
  return foreground(node, held, { stdio: ["inherit", "inherit", "inherit", "ipc"], ...options });
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1;
}

/** The Node.js that the project brings along, for machines whose own is too old; null where it is not installed. */
export function bundledNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const file = path.join(root, "node_modules", "node", "bin", name);
  return existsSync(file) ? file : null;
}

export function nodeIsRecent(version = process.versions.node) {
  return Number(version.split(".")[0]) >= MINIMUM_MAJOR;
}

/** Runs this very command again on the project's own Node.js where the running one is too old; otherwise returns. */
export async function continueOnRecentNode() {
  if (nodeIsRecent()) return;
  const node = bundledNode();
  if (node === null) {
    throw new Complaint(
      `Counterproof needs Node.js ${MINIMUM_MAJOR} or newer; this is ${process.version}. ` +
        "Run `npm ci` (it brings a newer one along for this project alone), then try again.",
    );
  }
  // First on the path too: the tools that are started from here name their interpreter `node`.
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}` };
  process.exit(await foregroundNode(node, process.argv.slice(1), { env }));
}

/** Runs a script's main function: a Complaint is one line and exit code 1, anything else is a fault of ours. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof Complaint) console.error(error.message);
    else
      console.error(`Something went wrong that should not: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/** Whether a module is the one that was started, seen through symbolic links such as node_modules/.bin. */
export function isStarted(moduleUrl) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}
