import type { Page } from "playwright";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const panelOf = (page: Page) => page.getByRole("region", { name: "Ledger" });

/** In the list of rules: the one about competitors, fifth from the end. */
async function goToCompetitors(page: Page): Promise<void> {
  await page.keyboard.press("Shift+L");
  await expect(page.getByRole("listbox", { name: "Ledger: rules" })).toBeFocused();
  await page.keyboard.press("End");
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("ArrowUp");
  await expect(panelOf(page).getByRole("option", { selected: true })).toContainText("Do not mention competitors");
}

test("by keyboard alone: a rule is linked, deleted in the draft, and its conversation is replayed first", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  const panel = panelOf(page);
  await goToCompetitors(page);
  await expect(panel.getByRole("heading", { name: "Ledger of draft · 0 of 24 rules linked" })).toBeVisible();
  await page.keyboard.press("Enter");
  const picker = page.getByRole("dialog", { name: "Link line 26 to conversations" });
  await expect(picker.getByRole("textbox", { name: "Search conversations" })).toBeFocused();
  await page.keyboard.type("cheaper firm");
  await page.keyboard.press("Enter");
  await expect(picker.getByRole("status")).toHaveText("Is there a cheaper firm?: linked, Enter unlinks");
  await page.keyboard.press("Escape");
  await expect(panel.getByRole("heading", { name: "Ledger of draft · 1 of 24 rules linked" })).toBeVisible();
  // Whoever links one row after the other goes on with the next one.
  await expect(panel.getByRole("option", { selected: true })).toContainText("Only give contact details");

  await page.keyboard.press("ArrowRight");
  const conversations = page.getByRole("listbox", { name: "Ledger: conversations" });
  await expect(conversations).toBeFocused();
  await expect(panel.getByText("Without a rule")).toBeVisible();
  await page.keyboard.press("End");
  await expect(panel.getByRole("option", { selected: true })).toContainText("Is there a cheaper firm?line 26");

  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("End");
  await expect(panel.getByRole("option", { selected: true })).toContainText("Do not mention competitors");
  await expect(panel.getByText("Line 26. Written for cheaper-firm.")).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: "Prompt text" })).toBeFocused();
  await page.keyboard.press("Control+Shift+K");
  const draft = page.getByRole("status", { name: "Draft" });
  await expect(draft).toContainText("1 conversation first");
  await expect(draft.getByTitle(/^cheaper-firm: its rule “Do not mention competitors\..*” was deleted$/)).toBeVisible();
  await page.keyboard.press("Alt+Shift+L");
  await page.keyboard.press("Home");
  await expect(panel.getByText("Gone. Last in v7. Written for cheaper-firm.")).toBeVisible();
  await page.keyboard.press("e");
  // What the draft has replayed says it as well: without its rule the conversation breaks.
  await expect(page.getByRole("group", { name: "Watch" })).toContainText(/[1-9].*broke/);
  await expect(async () => {
    await page.keyboard.press("Alt+Shift+W");
    await expect(page.getByRole("note")).toContainText("its rule “Do not mention competitors.", { timeout: 1_000 });
  }).toPass();

  // Back comes the rule, and with it the link.
  await page.keyboard.press("Control+z");
  await expect(draft).not.toContainText("first");
  await expect(panel.getByRole("heading", { name: "Ledger of draft · 1 of 24 rules linked" })).toBeVisible();
});

test("what an audit suggests is confirmed or dismissed with one key, for good", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("Shift+U");
  await page.getByRole("dialog", { name: "Audit v7?" }).getByRole("button", { name: "Audit the prompt" }).click();
  await expect(page.getByRole("heading", { name: /Audit of v7 · mutation score/ })).toBeVisible({ timeout: 30_000 });

  await page.getByRole("button", { name: "Show the ledger" }).click();
  const panel = panelOf(page);
  await expect(page.getByRole("region", { name: "Audit" })).toHaveCount(0);
  await expect(page.getByRole("listbox", { name: "Ledger: rules" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const tab = panel.getByRole("button", { name: /^Suggested \d+$/ });
  const waiting = async (): Promise<number> => Number((await tab.innerText()).replace(/\D/g, ""));
  await expect(page.getByRole("listbox", { name: "Ledger: suggested" })).toBeFocused();
  const before = await waiting();
  expect(before).toBeGreaterThan(3);
  await page.keyboard.press("Home");
  await expect(panel.getByText(/fails without it, by the audit of v7 \(audit\)\.$/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect.poll(waiting).toBe(before - 1);
  await expect(panel.getByRole("heading", { name: /· 1 of 24 rules linked$/ })).toBeVisible();
  await page.keyboard.press("x");
  await expect.poll(waiting).toBe(before - 2);

  // Asked again, it finds the same and suggests nothing of it anew.
  await page.reload();
  await workbenchReady(page);
  await page.keyboard.press("Shift+U");
  await expect(page.getByRole("heading", { name: /Audit of v7 · mutation score/ })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("Shift+L");
  await expect.poll(waiting).toBe(before - 2);
});

test("a rule at the cursor is linked from the palette, and taken off again", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: "Prompt text" })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Commands" }).fill("Link the rule at the cursor");
  await page.keyboard.press("Enter");
  const picker = page.getByRole("dialog", { name: /^Link line 30 to conversations/ });
  await expect(picker).toBeVisible();
  await page.keyboard.type("no such words");
  await expect(picker.getByText("No conversations have these words.")).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("hello");
  await page.keyboard.press("Enter");
  await expect(picker.getByRole("status")).toContainText("linked, Enter unlinks");
  await picker.getByRole("button", { name: "Done" }).click();
  const panel = panelOf(page);
  await panel.getByRole("button", { name: /^Conversations/ }).click();
  await expect(page.getByRole("listbox", { name: "Ledger: conversations" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(panel.getByText("Linked to line 30.")).toBeVisible();
  await panel.getByRole("button", { name: "Unlink" }).click();
  await page.getByRole("dialog", { name: "Unlink the conversation?" }).getByRole("button", { name: "Unlink" }).click();
  await expect(panel.getByRole("heading", { name: "Ledger of draft · 0 of 24 rules linked" })).toBeVisible();
  await page.keyboard.press("Shift+L");
  await panel.getByRole("button", { name: "Close the ledger" }).click();
  await expect(panel).toHaveCount(0);
});
