import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Workbench } from "./support/workbench.ts";
import { repositoryRoot } from "./support/repository-root.ts";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

/** What a person does in a terminal beside the open window. */
function terminal({ projectFile, folder }: Workbench, command: string, ...args: string[]): void {
  const cli = [path.join(repositoryRoot, "dist/node/cli.js"), command, ...args, "--project", projectFile];
  const { status, stdout, stderr } = spawnSync(process.execPath, cli, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}${stderr}`);
}

test("what the command line does with the open project is seen in the window", async ({ workbench }) => {
  const { page, folder } = workbench;
  await workbenchReady(page);
  const strip = page.getByRole("navigation", { name: "Versions" });
  await expect(strip.getByRole("button", { name: /^v7, .*shown/ })).toBeVisible();

  const subject = ["--prompt", "legal-advice"];
  const commit = (text: string, ...more: string[]): void => {
    writeFileSync(path.join(folder, "prompt.md"), `You are the legal information assistant. ${text}\n`);
    terminal(workbench, "commit", "prompt.md", ...subject, ...more);
  };
  commit("Answer in one sentence.", "-m", "From the terminal");
  await expect(strip.getByRole("button", { name: /^v8, .*shown/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Prompt", exact: true })).toContainText("Answer in one sentence.");

  terminal(workbench, "replay", "--version", "v8", ...subject, "--set", "clients");
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

  terminal(workbench, "branch", "terse", ...subject, "--switch");
  await expect(page.getByRole("button", { name: /^Branch: / })).toHaveAccessibleName("Branch: terse");
});
