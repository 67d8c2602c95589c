// Reads how many tests passed and failed from the runners' JSON reports.
import { existsSync, readFileSync } from "node:fs";

/** A test file that could not even be loaded counts as one failure. */
export function vitestCounts(file, exitCode) {
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.length === 0,
  );
  return settle(report.numPassedTests, report.numFailedTests + unloaded.length, exitCode);
}

export function playwrightCounts(file, exitCode) {
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
