import { mkdtempSync, rmSync, existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { build } from "./build.mjs";
import { ensureBrowser, ensureXvfb } from "./find-browser.mjs";
import { findElectron } from "./find-electron.mjs";
import { Complaint, foreground, root, runMain } from "./run-node.mjs";

// `npm test`: everything that must hold, in order of how fast it fails. The last line is `N passed, N failed`.

const kinds = ["static", "unit", "e2e"];
const bin = (name) => path.join(root, "node_modules", ".bin", name);
const total = { passed: 0, failed: 0 };

await runMain(async () => {
  const { wanted, rest } = readOptions(process.argv.slice(2));
  await bootstrap();
  const scratch = mkdtempSync(path.join(tmpdir(), "counterproof-test-"));
  try {
    if (wanted("static")) await runStatic();
    if (wanted("unit") || wanted("e2e")) await runTests(wanted, rest, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

function readOptions(args) {
  const at = args.indexOf("--only");
  const only = at === -1 ? null : args[at + 1];
  if (only === null && args.length > 0)
    throw new Complaint(`Say with --only ${kinds.join("|")} who takes ${args.join(" ")}.`);
  if (only === null) return { wanted: () => true, rest: [] };
  if (!kinds.includes(only)) throw new Complaint(`--only takes one of ${kinds.join(", ")}.`);
  return { wanted: (kind) => kind === only, rest: args.toSpliced(at, 2) };
}

async function runStatic() {
  await step("Types", bin("tsc"), ["-p", "."]);
  await step("Lint", bin("oxlint"), ["--type-aware", "--deny-warnings"]);
  await step("Words", process.execPath, [path.join(root, "scripts/lint-words.mjs")]);
  await step("Directions", process.execPath, [path.join(root, "scripts/lint-directions.mjs")]);
  await step("Format", bin("oxfmt"), ["--check"]);
}

/** A check that passes or fails as a whole. */
async function step(name, command, args) {
  console.log(`\n${name}: ${path.basename(command)} ${args.join(" ")}`);
  const ok = (await run(command, args)) === 0;
  count({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
}

async function runTests(wanted, rest, scratch) {
  await counted(() => build(["node", "renderer"], console.log));
  if (wanted("unit")) await counted(() => runVitest(rest, path.join(scratch, "vitest.json")));
  if (wanted("e2e")) await counted(() => runPlaywright(rest, path.join(scratch, "playwright.json")));
}

/** What cannot even be tried is told and counts as one failure, so that the sum at the end is always printed. */
async function counted(attempt) {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    console.log(error.message);
    count({ passed: 0, failed: 1 });
  }
}

async function runVitest(rest, report) {
  console.log("\nUnit and integration tests: vitest run");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...rest];
  const code = await run(bin("vitest"), args);
  count(vitestCounts(report, code));
}

async function runPlaywright(rest, report) {
  console.log("\nEnd-to-end tests: playwright test");
  const env = { ...process.env, CHROME_PATH: await ensureBrowser(console.log), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const projects = ["--project=chromium"];
  const why = await whyNoElectron();
  if (why === null) projects.push("--project=electron");
  else console.log(`Left out: the tests in Electron, because ${why}.`);
  const code = await run(bin("playwright"), ["test", "--reporter=list,json", ...projects, ...rest], env);
  count(playwrightCounts(report, code));
}

async function whyNoElectron() {
  const found = await findElectron(console.log);
  if ("reason" in found) return `Electron is not here (${found.reason})`;
  const headless = process.platform === "linux" && !process.env.DISPLAY;
  return headless && !ensureXvfb(console.log) ? "there is neither a display nor Xvfb" : null;
}

function run(command, args, env = process.env) {
  return foreground(command, args, { cwd: root, env, shell: process.platform === "win32" });
}

function count({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}

// Reads how many tests passed and failed from the runners' JSON reports.

/** A test file that could not even be loaded counts as one failure. */
function vitestCounts(file, exitCode) {
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.length === 0,
  );
  return settle(report.numPassedTests, report.numFailedTests + unloaded.length, exitCode);
}

function playwrightCounts(file, exitCode) {
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return settle(expected + flaky, unexpected + report.errors.length, exitCode);
}

/** A runner that says it failed has failed, whatever its report counts. */
function settle(passed, failed, exitCode) {
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
