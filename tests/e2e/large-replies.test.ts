import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../fixtures/run-command.ts";
import type { TestFolder } from "./support/test-folder.ts";
import { expect, test } from "./support/workbench.ts";

/** Replies of some kilobytes that a Markdown parser takes seconds or for ever over, or that make a page of no end. */
const bombs: Record<string, string> = {
  table: `|a|b|\n|-|-|\n${"|1|2|\n".repeat(6_000)}`,
  quotes: `${"> ".repeat(5_000)}x`,
  lists: `${"- ".repeat(5_000)}x`,
  strikes: "~~a".repeat(20_000),
  links: "[a](".repeat(20_000),
  items: "- x\n".repeat(10_000),
  line: "x".repeat(1_000_000),
  columns: `${"|a".repeat(900)}\n${"|-".repeat(900)}\n${"|b".repeat(1_800)}`,
  plain: "**Still** here.",
};

function prepare({ folder, projectFile, env }: TestFolder): void {
  const run = (...args: string[]) => runCommand(env, ...args, "--project", projectFile);
  const names = Object.keys(bombs);
  const file = (name: string, text: string): string => {
    const at = path.join(folder, name);
    writeFileSync(at, text);
    return at;
  };
  const rules = names.map((name) => ({ when: { user: `^${name}$` }, replies: [{ text: bombs[name] }] }));
  const model = file("bombs.json", JSON.stringify({ scripted: 1, name: "bombs", rules, fallback: "x" }));
  const conversations = names.map((name) => JSON.stringify({ id: name, turns: [{ role: "user", content: name }] }));
  // A project of these replies alone: it opens with them.
  rmSync(projectFile);
  run("init");
  run("commit", file("p.md", "Be brief."), "--prompt", "Bombs", "-m", "first");
  run("import", file("bombs.jsonl", conversations.join("\n")), "--set", "Bombs");
  run("replay", "--prompt", "Bombs", "--version", "v1", "--set", "Bombs", "--model", `scripted/${model}`);
}

test.use({ project: { prepare } });

test("whatever a reply holds, the window goes on answering keys, and says why it shows it as text", async ({
  workbench: { page },
}) => {
  test.setTimeout(180_000);
  await page.evaluate(() => {
    localStorage.setItem("counterproof-reply-view", JSON.stringify({ state: { view: "rendered" }, version: 0 }));
  });
  await page.reload();
  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  const evidence = page.getByRole("region", { name: "Evidence" });

  for (const name of Object.keys(bombs).filter((one) => one !== "plain" && one !== "columns")) {
    await list.getByRole("option").filter({ hasText: name }).first().click();
    // While the bomb is being parsed or drawn: a key opens the palette and another closes it.
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 10_000 });
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(evidence.getByRole("note"), name).toContainText("Too large to render, so shown as text", {
      timeout: 20_000,
    });
  }
  expect(await page.evaluate(() => document.querySelectorAll("#evidence *").length)).toBeLessThan(12_000);

  await list.getByRole("option").filter({ hasText: "line" }).first().click();
  const pages = evidence.getByRole("group", { name: "Pages of a long text" });
  await expect(pages).toContainText("Characters 1 to 40,000 of 1,000,000");
  await pages.getByRole("button", { name: "Next page" }).click();
  await expect(pages).toContainText("Characters 40,001 to 80,000 of 1,000,000");

  await list.getByRole("option").filter({ hasText: "columns" }).first().click();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible({ timeout: 10_000 });
  await page.keyboard.press("Escape");

  // The choice is remembered, and takes nothing away: after a reload the workbench is there, and renders what it can.
  await page.reload();
  await list.getByRole("option").filter({ hasText: "plain" }).first().click();
  await expect(evidence.locator("strong", { hasText: "Still" })).toBeVisible();
});
