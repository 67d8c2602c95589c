import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { toConversation } from "./support/to-conversation.ts";
import { expect, test } from "./support/workbench.ts";

const panel = (page: Page) => page.getByRole("region", { name: "Which version broke it" });
const found = (page: Page) => panel(page).getByRole("status", { name: "What was found" });

test("the version that broke a conversation is found, and its change is shown, by keyboard alone", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await toConversation(page, "mould");
  await page.keyboard.press("Shift+B");
  await expect(found(page)).toContainText("7 versions, at most");
  await expect(panel(page).getByRole("combobox", { name: "Passed at" })).toContainText("v1");
  await expect(panel(page).getByRole("combobox", { name: "Fails at" })).toContainText("v7");
  await page.keyboard.press("Enter");
  await expect(found(page)).toContainText("v6 broke it: v5 passes");
  const path = panel(page).getByRole("listbox", { name: "Versions from good to bad" });
  await expect(path.getByRole("option", { selected: true })).toHaveAccessibleName(/^v6/);
  await expect(panel(page).getByRole("region", { name: "Steps" }).getByRole("option").first()).toContainText("v6");
  await expect(panel(page).getByRole("button", { name: "Show the change of v6" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Prompt", exact: true })).toContainText("v5 → v6");
  await expect(page.getByRole("region", { name: "Evidence" })).toContainText("broke");
});

test("the search is in the palette, takes other ends and a limit, and Escape leads back", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await toConversation(page, "mould");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("which version broke");
  await page.keyboard.press("Enter");
  await expect(found(page)).toContainText("7 versions, at most");
  const good = panel(page).getByRole("combobox", { name: "Passed at" });
  await good.press("Enter");
  await expect(page.locator("[role='option']:focus")).toHaveCount(1);
  await page.keyboard.type("v7");
  await page.keyboard.press("Enter");
  await expect(found(page)).toContainText("1 version, at most 0 calls");
  await panel(page).getByRole("button", { name: "Search" }).press("Enter");
  await expect(found(page)).toContainText("There is no version between the two");
  await panel(page).getByRole("textbox", { name: "Calls at most" }).fill("none");
  await expect(panel(page)).toContainText("A whole number above 0, or nothing.");
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Evidence" })).toBeVisible();
});

test("a search that its budget ends goes on where it was", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await toConversation(page, "mould");
  await page.keyboard.press("Shift+B");
  await panel(page).getByRole("textbox", { name: "Calls at most" }).fill("1");
  await expect(found(page)).toContainText("7 versions, at most");
  await panel(page).getByRole("button", { name: "Search" }).press("Enter");
  await expect(found(page)).toContainText("Stopped before passing its limit of 1 call");
  await page.keyboard.press("Enter");
  await expect(found(page)).toContainText("v6 broke it");
});

test("all conversations that broke are searched at once", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("[");
  await expect(page.getByRole("group", { name: "Summary" }).getByTitle(/^[2-9] broke$/)).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("which versions broke");
  await page.keyboard.press("Enter");
  await expect(found(page)).toContainText("2 versions, at most");
  await page.keyboard.press("Enter");
  await expect(found(page)).toContainText("v6 broke it");
  const picker = panel(page).getByRole("combobox", { name: "Conversation", exact: true });
  await picker.press("Enter");
  await expect(page.getByRole("option", { name: /deposit-not-protected.*v6/ })).toBeVisible();
  await page.keyboard.press("Escape");
});
