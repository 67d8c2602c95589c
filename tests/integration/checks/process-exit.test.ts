import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const runnerFile = new URL("../../../electron/engine/checks/sandbox/sandbox.ts", import.meta.url).href;

/** Runs a program that never closes its runner; resolves once the process has ended by itself. */
async function runToItsEnd(pattern: string): Promise<string> {
  const program = `
    import { createSandbox } from ${JSON.stringify(runnerFile)};
    const runner = createSandbox({ limitMs: 150 });
    const result = await runner.pattern(${JSON.stringify(pattern)}, "", "${"a".repeat(60)}b");
    console.log(JSON.stringify(result));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    timeout: 20_000,
  });
  return stdout.trim();
}

describe("a process with a sandbox", () => {
  it("ends by itself after the last answer, and not before it", async () => {
    expect(await runToItsEnd("b")).toBe('{"matched":true,"at":60,"match":"b"}');
  }, 30_000);

  it("ends by itself after a pattern that was stopped", async () => {
    expect(await runToItsEnd("(a+)+$")).toContain("stopped after 150 ms");
  }, 30_000);
});
