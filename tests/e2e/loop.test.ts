import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

/** Goes to the end of the prompt by keyboard, once its editor has come. */
async function goToEndOfPrompt(page: Page): Promise<void> {
  await workbenchReady(page);
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt/i })).toBeFocused();
  await page.keyboard.press("Control+End");
}

test("edit a line, commit and replay, read what broke and restore the older version, by keyboard alone", async ({
  workbench: { page },
}) => {
  await expect(page.getByRole("option", { name: /Deposit without paperwork/ })).toBeVisible();

  await goToEndOfPrompt(page);
  await page.keyboard.press("Enter");
  await page.keyboard.type("- Always answer with bullet points.");
  await expect(page.getByRole("status", { name: "Draft" })).toHaveText(/Draft on v7.*\+\d.*saved/);
  await page.keyboard.press("Control+Enter");

  const options = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option");
  await expect(page.getByText("2 broke").first()).toBeVisible();
  await expect(options.first()).toHaveAccessibleName(/broke Carpet/);
  // Whichever broke first is shown by itself, and stays while others come in before it.
  const shown = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option", { selected: true });
  await expect(shown).toHaveAccessibleName(/^broke/);
  if ((await options.first().getAttribute("aria-selected")) !== "true") await options.first().click();
  await expect(options.first()).toHaveAttribute("aria-selected", "true");

  const evidence = page.getByRole("region", { name: "Evidence" });
  await expect(evidence.getByText("Carpet: may the landlord keep part of the deposit?")).toBeVisible();
  await expect(evidence.locator("ins").first()).toBeVisible();
  await expect(evidence.locator("del").first()).toBeVisible();
  await expect(evidence.getByText(/v8: /).first()).toBeVisible();

  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(evidence.getByText("Unpaid wages, to the end")).toBeVisible();
  await page.keyboard.press("k");
  await expect(evidence.getByText("Carpet: may the landlord keep part of the deposit?")).toBeVisible();

  await page.keyboard.press("[");
  await expect(page.getByRole("button", { name: /^v7, .*shown/ })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("restore");
  await expect(page.getByRole("option", { name: "Restore v7 as a new version" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Draft on v9")).toBeVisible();
  await expect(page.getByText("- Always answer with bullet points.")).toHaveCount(0);
});

test("committing an unchanged draft is refused in words and makes no version", async ({ workbench: { page } }) => {
  await expect(page.getByText("Draft on v7")).toBeVisible();
  await page.getByRole("button", { name: "Commit", exact: true }).click();
  await expect(page.getByText(/Nothing has changed since v7/)).toBeVisible();
  await expect(page.getByText("v8", { exact: true })).toHaveCount(0);
});

test("the draft is still there after the window was closed and opened again", async ({ workbench: { page } }) => {
  await expect(page.getByText("Draft on v7")).toBeVisible();
  await goToEndOfPrompt(page);
  await page.keyboard.type(" Kept while typing.");
  await expect(page.getByText("saved", { exact: true })).toBeVisible();
  await page.reload();
  await goToEndOfPrompt(page);
  await expect(page.getByText("Kept while typing.")).toBeVisible();
});

test("after the history and the palette are closed by Escape, keys mean what they did before", async ({
  workbench: { page },
}) => {
  await goToEndOfPrompt(page);
  for (const open of ["h", "Control+k"]) {
    await page.keyboard.press("Escape");
    await page.keyboard.press(open);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.keyboard.press("d");
  await expect(
    page.getByRole("group", { name: "Show the prompt as" }).getByRole("button", { name: "Diff" }),
  ).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("");
});
