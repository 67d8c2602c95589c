import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const script = join(import.meta.dirname, "../../../scripts/lint-words.mjs");

/** What the script says of a project with one file of this text. */
function problemsOf(text: string): { code: number | null; lines: string[] } {
  const folder = tempFolder();
  mkdirSync(join(folder, "shared"));
  writeFileSync(join(folder, "shared/a.ts"), text);
  const { status, stdout } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  return { code: status, lines: stdout.split("\n").filter((line) => line !== "") };
}

it("fails on a retired name with its place and what to write instead", () => {
  const text = ["const aggregate = 1;", "const brake = 2;", "interface Gate {}"].join("\n");
  expect(problemsOf(text)).toEqual({
    code: 1,
    lines: [
      'shared/a.ts:2: "brake" was retired; write BudgetGuard.',
      'shared/a.ts:3: "Gate" was retired; write RateLimiter, RateLimiters.',
    ],
  });
});

it("leaves alone what merely contains one", () => {
  expect(problemsOf("navigate(); delegates; MOSTLY; const ALMOST_ZERO = 1;")).toEqual({ code: 0, lines: [] });
});
