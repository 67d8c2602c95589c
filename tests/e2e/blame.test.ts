import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

/** Asks which line did it and says yes, by keyboard. */
async function findOut(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: /^Which line did it/ })).toBeVisible();
  await page.keyboard.press("l");
  const dialog = page.getByRole("dialog", { name: "Which line did it?" });
  await expect(dialog.getByText(/about [\d,]+ calls where one change did it, at most [\d,]+/)).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("button", { name: "Find out" })).toBeFocused();
  await page.keyboard.press("Enter");
}

const told = (page: Page) => page.getByRole("group", { name: "What the change did" }).getByRole("status");
const answer = (page: Page) => page.getByRole("group", { name: "Which line did it" }).getByRole("status");

test("the line that did it is named in the diff and reverted in the draft, by keyboard alone", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await findOut(page);
  await expect(answer(page)).toHaveText(/^1 change explains 8 of 8 · \d+ calls?$/);

  await page.keyboard.press("d");
  await expect(told(page)).toHaveText(/^deposit-not-protected: line 12\. One change does it by itself\.$/);
  await page.keyboard.press("Alt+l");
  await expect(told(page)).toHaveText(/^Line 12: fixed deposit-not-protected \(99% certain\), .*and 4 more$/);
  await expect(page.getByTitle(/^Line 12: fixed/)).toHaveText("▲8");

  const draft = page.getByRole("status", { name: "Draft" });
  await page.keyboard.press("Alt+z");
  await expect(draft).toHaveText(/Draft on v7.*\+1 −1.*saved/);
  await expect(page.getByText("no more than four").first()).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(draft).toHaveText(/no changes/);
});

test("the story's edits are blamed line by line, and choosing a conversation shows its line", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.keyboard.press("[");
  await expect(page.getByRole("heading", { name: "v6, read only" })).toBeVisible();
  await findOut(page);
  await expect(answer(page)).toHaveText(/^1 change explains 8 of 8/);
  await page.keyboard.press("d");
  await expect(page.getByTitle(/^Line 12: broke .*; fixed will-i-win/)).toHaveText("▼7▲1");
  await expect(page.getByText("- Keep answers short: no more than four sentences.").first()).toBeVisible();
  // A version never changes: there is nothing to revert in it.
  await page.keyboard.press("Alt+l");
  await expect(told(page)).toHaveText(/^Line 12: broke/);
  await expect(page.getByRole("button", { name: /^Revert/ })).toHaveCount(0);
  await page.keyboard.press("Escape");

  for (const version of [5, 4, 3, 2]) {
    await page.keyboard.press("[");
    await expect(page.getByRole("heading", { name: `v${version}, read only` })).toBeVisible();
  }
  await findOut(page);
  await expect(answer(page)).toHaveText(/^1 change explains 5 of 5/);
  await expect(page.getByTitle(/^Line 25: broke how-to-reach-you/)).toHaveText("▼3▲2");
  await expect(told(page)).toHaveText(/line 25 \(it is “Do not mention competitors\.”\)/);
});
