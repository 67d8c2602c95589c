import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const strip = (page: Page) => page.getByRole("group", { name: "Watch" });

/** Types one more line at the end of the prompt, in one go, and lets the keys rest. */
async function addLine(page: Page, line: string): Promise<void> {
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt/i })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(line);
}

test("while typing pauses, the strip says what the draft breaks, its entries show the proof, and it follows the text", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(strip(page)).toContainText("waits for a change to v7");
  const options = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option");
  const before = await options.allTextContents();

  await addLine(page, "- Always answer with bullet points.");
  const broke = strip(page).getByRole("button", { name: /[1-9] broke/ });
  await expect(broke).toBeVisible();
  await expect(page.getByTitle(/quick replay: [1-9] broke/)).toBeVisible();
  // Nothing jumps: the comparison on screen is still the one of the versions.
  expect(await options.allTextContents()).toEqual(before);

  await broke.click();
  const evidence = page.getByRole("region", { name: "Evidence" });
  await expect(evidence.getByRole("note")).toContainText("Quick replay of the draft");
  await expect(evidence.getByText("broke", { exact: true })).toBeVisible();
  await expect(evidence.getByText(/^draft: /).first()).toBeVisible();
  await expect(evidence.locator("ins").first()).toBeVisible();

  // The next text is asked the same conversations again: the strip follows, and so does the proof.
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt/i })).toBeFocused();
  await page.keyboard.press("Shift+Home");
  await page.keyboard.insertText("- Mind your manners.");
  await expect(strip(page).getByRole("button", { name: "0 broke" })).toBeVisible();
  await expect(evidence.getByText("same", { exact: true })).toBeVisible();
  await expect(page.getByTitle(/quick replay: /)).toHaveCount(0);
  await page.keyboard.press("Control+Shift+K");
  await expect(strip(page)).toContainText("waits for a change to v7");
  await expect(evidence.getByRole("note")).toHaveCount(0);
});

test("watching can be switched off by key, and then nothing is replayed", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("w");
  await expect(strip(page)).toHaveCount(0);
  await addLine(page, "- Always answer with bullet points.");
  await expect(page.getByText("saved", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await page.keyboard.press("r");
  await expect(page.getByRole("rowheader", { name: "v7" })).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "draft" })).toHaveCount(0);
  await page.keyboard.press("o");
  await page.keyboard.press("w");
  await expect(page.getByText("Draft on v7")).toBeVisible();
  await page.keyboard.press("w");
  await expect(strip(page).getByRole("button", { name: /[1-9] broke/ })).toBeVisible();

  // What it found is shown, and left again, by keyboard alone.
  const evidence = page.getByRole("region", { name: "Evidence" });
  await page.keyboard.press("Shift+W");
  await expect(evidence.getByRole("note")).toContainText("Quick replay of the draft");
  await page.keyboard.press("Escape");
  await expect(evidence.getByRole("note")).toHaveCount(0);
  await expect(page.getByRole("listbox", { name: "Conversations by outcome" })).toBeFocused();
});

test("a replay with pinned history says whether the edit itself changed an answer", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  const options = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option");
  await options.filter({ hasText: "Unpaid wages, to the end" }).click();
  const evidence = page.getByRole("region", { name: "Evidence" });
  await evidence.getByRole("button", { name: "Replay with pinned history too" }).click();
  await expect(evidence.getByText(/the edit itself changed this answer|an earlier turn drifted/)).toBeVisible();
  await expect(evidence.getByText(/changed by the edit itself|drifted after an earlier turn/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^v7, .*shown/ })).toBeVisible();
  await expect(evidence.getByRole("button", { name: "Replay with pinned history too" })).toHaveCount(0);
});
