// `npm start`: installs and builds what is missing, then opens the desktop app, or serves the same workbench.
import { spawn } from "node:child_process";
import path from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { build } from "./build.mjs";
import { electronFlags, findElectron } from "./find-electron.mjs";
import { Complaint, foregroundNode, root, runMain } from "./run-node.mjs";

const usage = "usage: npm start [-- [--browser] [--project FILE] [--port N]]";
/** An app that fails this early never got as far as a window. */
const EARLY_MS = 15_000;
const chromiumLog = /^\[\d+:\d{4}\/\d{6}\.\d+:[A-Z]+:[^\]]*\] ?/;

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  await bootstrap();
  await build();
  const reason = options.browser ? null : await openDesktop(options);
  if (typeof reason === "number") return reason;
  if (reason !== null) console.error(`No desktop window: ${reason}. Serving the same workbench to a browser instead:`);
  return serve(options);
});

function readOptions(args) {
  const options = { browser: false, project: null, port: null };
  for (let index = 0; index < args.length; index++) {
    const [name, inline] = args[index].split(/=(.*)/s);
    const value = () => inline ?? args[++index] ?? fail(`${name} needs a value.`);
    if (name === "--browser") options.browser = true;
    else if (name === "--project") options.project = path.resolve(process.env.INIT_CWD ?? process.cwd(), value());
    else if (name === "--port") options.port = value();
    else fail(`Unknown option ${args[index]}.`);
  }
  return options;
}

function fail(message) {
  throw new Complaint(`${message}\n${usage}`);
}

/** The exit code once the window was closed, or, in words, why there was none. */
async function openDesktop(options) {
  if (!hasDisplay()) return "this machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is set)";
  const found = await findElectron(console.error);
  if ("reason" in found) return `Electron is not here (${found.reason})`;
  const project = options.project === null ? [] : [`--project=${options.project}`];
  return runElectron(found.binary, [...electronFlags(), root, ...project]);
}

function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function runElectron(binary, args) {
  const started = Date.now();
  const child = spawn(binary, args, { stdio: ["ignore", "inherit", "pipe"] });
  let interrupted = false;
  const forward = (signal) => {
    interrupted = true;
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
  let lastLine = "";
  let rest = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.trim() !== "")) {
      lastLine = line.replace(chromiumLog, "").trim();
      if (!chromiumLog.test(line)) console.error(line);
    }
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`Electron could not be started (${error.message})`));
    child.once("close", (code) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, forward);
      if (interrupted) resolve(0);
      else if (code !== 0 && Date.now() - started < EARLY_MS)
        resolve(`Electron ended at once (${lastLine || `code ${code}`})`);
      else resolve(code ?? 1);
    });
  });
}

function serve(options) {
  const project = options.project === null ? [] : ["--project", options.project];
  const port = options.port === null ? [] : ["--port", options.port];
  return foregroundNode(process.execPath, [path.join(root, "dist/node/serve.js"), ...project, ...port]);
}
