import { writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../fixtures/run-command.ts";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("what the command line does with the open project is seen in the window", async ({ workbench }) => {
  const { page, projectFile, folder, env } = workbench;
  await workbenchReady(page);
  const strip = page.getByRole("navigation", { name: "Versions" });
  await expect(strip.getByRole("button", { name: /^v7, .*shown/ })).toBeVisible();

  const subject = ["--prompt", "legal-advice", "--project", projectFile];
  const file = path.join(folder, "prompt.md");
  const commit = (text: string, ...more: string[]): void => {
    writeFileSync(file, `You are the legal information assistant. ${text}\n`);
    runCommand(env, "commit", file, ...subject, ...more);
  };
  commit("Answer in one sentence.", "-m", "From the terminal");
  await expect(strip.getByRole("button", { name: /^v8, .*shown/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Prompt", exact: true })).toContainText("Answer in one sentence.");

  runCommand(env, "replay", "--version", "v8", ...subject, "--set", "clients");
  await expect(strip.getByRole("button", { name: /^v8, .*shown, .*\d+% pass/ })).toBeVisible();
  const outcomes = page.getByRole("listbox", { name: "Conversations by outcome" });
  await expect(outcomes.getByRole("option", { name: /broke/i }).first()).toBeVisible();

  // Words that are being typed stay under the hands that type them.
  await page.keyboard.press("e");
  const editor = page.getByRole("textbox", { name: /prompt text/i });
  await expect(editor).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("Typed while");
  commit("Answer in two sentences.", "-m", "And another", "--label", "newest");
  await expect(strip.getByRole("button", { name: /^v9, newest/ })).toBeVisible();
  await page.keyboard.type(" somebody commits.");
  await expect(page.getByRole("region", { name: "Prompt", exact: true })).toContainText(
    "Typed while somebody commits.",
  );
  await expect(page.getByRole("status", { name: "Draft" })).toContainText("saved");
  await page.keyboard.press("Escape");

  runCommand(env, "branch", "terse", ...subject, "--switch");
  await expect(page.getByRole("button", { name: /^Branch: / })).toHaveAccessibleName("Branch: terse");
});
