import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("an engine killed in the middle of a replay comes back, keeps the replies it had, and the run goes on", async ({
  workbench,
}) => {
  const { page, projectFile } = workbench;
  await workbenchReady(page);
  const rulesFile = path.join(path.dirname(projectFile), "legal-advice.rules.yaml");
  const rules = readFileSync(rulesFile, "utf8");
  writeFileSync(rulesFile, rules.replace(/^seed:/m, "latencyMs: { min: 300, max: 300 }\nseed:"));

  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: "Prompt text" })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Ask for Ms Hart.");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Escape");

  await page.keyboard.press("o");
  await page.keyboard.press("r");
  const bar = page.getByRole("progressbar", { name: "Replies of the run of v8 over clients" });
  await expect(bar).toBeVisible();
  await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow"))).toBeGreaterThan(3);

  await expect(page.getByText(/The engine stopped/)).toHaveCount(0);
  workbench.ignoreFaults(/engine/i);
  await workbench.killEngine();
  await expect(page.getByText(/The engine stopped/).first()).toBeVisible();

  const run = page.getByRole("row").filter({ hasText: "v8" });
  await expect(run.getByText("interrupted")).toBeVisible();
  const kept = Number(await bar.getAttribute("aria-valuenow"));
  expect(kept).toBeGreaterThan(3);
  expect(kept).toBeLessThan(Number(await bar.getAttribute("aria-valuemax")));

  await run.getByRole("button", { name: /resume/i }).click();
  await expect(run.getByText("complete")).toBeVisible({ timeout: 20_000 });
  await expect(run.getByText(/^(\d+)\/\1$/)).toBeVisible();
});
