import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

/** As on a machine so many times slower: what passes within a frame elsewhere takes long enough to type into. */
async function slowDown(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
}

/** Presses keys without waiting for what the one before did. */
async function pressAtOnce(page: Page, ...keys: string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
}

test("what is typed while a dialog opens is its own, and what follows its closing is a command", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await slowDown(page, 8);
  const editor = page.getByRole("region", { name: "Prompt", exact: true });
  await editor.click();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("open ledgre");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("er");
  await expect(page.getByRole("combobox", { name: "Commands" })).toHaveValue("open ledger");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+4");
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+1");
  await expect(editor).toBeVisible();
  await expect(editor).not.toContainText("ledg");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("what follows a dialog's closing is typed where the focus goes back to, and what a command opens has it all", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await slowDown(page, 8);
  const editor = page.getByRole("region", { name: "Prompt", exact: true });
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt text/i })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await page.keyboard.type(" Typed at once.");
  await page.keyboard.press("Backspace");
  await expect(editor).toContainText("Typed at once");
  await expect(editor).not.toContainText("Typed at once.");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("new branch");
  await page.keyboard.press("Enter");
  await page.keyboard.type("quick-hands");
  await expect(page.getByRole("textbox", { name: "Branch name" })).toHaveValue("quick-hands");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Branch: quick-hands" })).toBeVisible();
});

test("a dialog takes what is typed while it opens", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await slowDown(page, 8);
  await pressAtOnce(page, "v", "n", "l", "a", "w", "s", "Backspace");
  await expect(page.getByRole("textbox", { name: "Branch name" })).toHaveValue("law");
});

test("a list takes what is typed while it opens", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Add model" }).click();
  const provider = page.getByRole("dialog").getByRole("combobox", { name: "Provider" });
  await provider.focus();
  await slowDown(page, 8);
  await pressAtOnce(page, "Enter", "a", "n", "t", "h", "Enter");
  await expect(provider).toContainText("Anthropic");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
