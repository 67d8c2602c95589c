import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { toConversation } from "./support/to-conversation.ts";
import { expect, test } from "./support/workbench.ts";

/** The sample's model, slow enough for a person to say stop. */
test.use({
  project: {
    prepare: ({ projectFile }) => {
      const file = path.join(path.dirname(projectFile), "legal-advice.rules.yaml");
      writeFileSync(file, `latencyMs: { min: 500, max: 500 }\n${readFileSync(file, "utf8")}`);
    },
  },
});

const panel = (page: Page) => page.getByRole("region", { name: "Which version broke it" });
const found = (page: Page) => panel(page).getByRole("status", { name: "What was found" });
const line = (page: Page) => page.getByRole("group", { name: "Which line did it" });

test("a search for the version shows each step, is stopped, and goes on from there", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await toConversation(page, "mould");
  await page.keyboard.press("Shift+B");
  await expect(found(page)).toContainText("7 versions, at most");
  await page.keyboard.press("Enter");
  const steps = panel(page).getByRole("region", { name: "Steps" }).getByRole("option");
  await expect(steps.first()).toBeVisible();
  await panel(page).getByRole("button", { name: "Stop" }).press("Enter");
  await expect(found(page)).toContainText("Stopped");
  await expect(panel(page).getByRole("button", { name: "Stop" })).toHaveCount(0);
  await panel(page).getByRole("button", { name: "Resume" }).press("Enter");
  await expect(found(page)).toContainText(/broke it|certain|passes at both|fails at both/, { timeout: 30_000 });
});

test("looking for the line says how far it is, is stopped from the palette, and goes on", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(page.getByRole("button", { name: /^Which line did it/ })).toBeVisible();
  await page.keyboard.press("l");
  const dialog = page.getByRole("dialog", { name: "Which line did it?" });
  await expect(dialog.getByText(/about [\d,]+ calls/)).toBeVisible();
  await dialog.getByRole("button", { name: "Find out" }).press("Enter");
  await expect(line(page)).toContainText(/\d of 8 conversations · [1-9]\d* calls?/);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("stop looking for the line");
  await page.keyboard.press("Enter");
  await expect(line(page).getByRole("status")).toContainText("Stopped by a person");
  await page.keyboard.press("l");
  await dialog.getByRole("button", { name: "Find out" }).press("Enter");
  await expect(line(page).getByRole("status")).toHaveText(/^1 change explains 8 of 8/, { timeout: 30_000 });
});
