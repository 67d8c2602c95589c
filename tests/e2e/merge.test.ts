import type { Page } from "@playwright/test";
import { prepareMerges } from "../fixtures/merge/prepare.ts";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test.use({ project: { prepare: prepareMerges } });

const conflicts = (page: Page) => page.getByRole("group", { name: "Conflicts" }).getByRole("status");
const check = (page: Page) => page.getByRole("status", { name: "The check" });
const stand = (page: Page) => page.getByRole("status", { name: "Commit" });
const findings = (page: Page) => page.getByRole("listbox", { name: "Conversations by finding" });
const result = (page: Page) => page.getByRole("region", { name: "Result" });

/** Picks one of a list by its first letters; the list takes keys once it is drawn. */
async function choose(page: Page, picker: string, value: string): Promise<void> {
  const box = page.getByRole("combobox", { name: picker, exact: true });
  const option = page.getByRole("option", { name: new RegExp(`^${value}`) });
  await box.press("Enter");
  await expect(option).toBeVisible();
  await expect(page.locator("[role='option'][data-highlighted]")).toBeVisible();
  await page.keyboard.type(value);
  await expect(option).toHaveAttribute("data-highlighted");
  await page.keyboard.press("Enter");
  await expect(box).toContainText(value);
}

/** Opens the merge of a branch into main, by keyboard. */
async function openMerge(page: Page, theirs: string): Promise<void> {
  await workbenchReady(page);
  await page.keyboard.press("o");
  await page.keyboard.press("m");
  await choose(page, "Branch to merge", theirs);
  await expect(page.getByRole("combobox", { name: "Branch to merge into" })).toContainText("main");
  await choose(page, "Conversation set", "merges");
}

test("a merge that is clean as a text and behaves unlike both parents is caught before it is committed", async ({
  workbench: { page },
}) => {
  await openMerge(page, "fees");
  await expect(conflicts(page)).toHaveText("Merged without a conflict");
  await expect(result(page)).toContainText("Keep every answer to one sentence.");
  await expect(result(page)).toContainText("Say that the fee is waived");
  await expect(check(page)).toHaveText(/^4 conversations · at most \d+ calls/);

  await page.keyboard.press("Control+Shift+Enter");
  await expect(check(page)).toHaveText(/^1 unlike both parents · 1 lost a fix · .*\d+ calls?/);
  await page.keyboard.press("Alt+f");
  await expect(findings(page)).toBeFocused();
  const detail = page.getByRole("region", { name: "Replies" });
  await expect(detail.getByRole("heading", { level: 4 })).toHaveText("What does a first meeting cost?");
  await expect(detail.getByRole("region", { name: "Reply of main" })).toContainText("A first meeting costs £60.");
  await expect(detail.getByRole("region", { name: "Reply of fees" })).toContainText("£60 and takes half an hour");
  const merged = detail.getByRole("region", { name: "Reply of the merge" });
  await expect(merged).toContainText("The fee is waived if you are on benefits.");
  await expect(merged.getByRole("listitem")).toContainText("with neither parent");
  await page.keyboard.press("j");
  await expect(detail.getByRole("heading", { level: 4 })).toHaveText("Dismissed without notice");

  // It is not committed without a word, and not at all where the person thinks again.
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "Commit with 2 surprises?" });
  await expect(dialog).toContainText("first-meeting, dismissed");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(stand(page)).toBeVisible();

  // The surprise goes away with the words that make it; what is edited is checked anew.
  await page.keyboard.press("e");
  await expect(result(page).getByRole("textbox", { name: "Result of the merge" })).toBeFocused();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("one sentence");
  await page.keyboard.press("Escape");
  await page.keyboard.type("the point");
  await expect(result(page)).toContainText("Keep every answer to the point.");
  await expect(page.getByText("found with another text or model")).toBeVisible();
  await expect(check(page)).toHaveText(/^4 conversations/);
  await page.keyboard.press("Control+Shift+Enter");
  await expect(check(page)).toHaveText(/as both parents/);
  await expect(check(page)).not.toHaveText(/unlike|lost/);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("fees is merged into main: v12")).toBeVisible();
  await expect(page.getByRole("status", { name: "Draft" })).toHaveText(/Draft on v12.*no changes/);
  await expect(page.getByText("Keep every answer to the point.").first()).toBeVisible();
});

test("a check that its limit ends goes on from what is known, and is held to nothing less before a commit", async ({
  workbench: { page },
}) => {
  await openMerge(page, "fees");
  await page.getByRole("textbox", { name: "Calls at most" }).fill("3");
  await expect(check(page)).toHaveText(/at most 3 calls/);
  await page.keyboard.press("Control+Shift+Enter");
  await expect(check(page)).toHaveText(/not told yet · 3 calls · Stopped before passing its limit of 3 calls/);
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: /^Commit (before the check is done|with 1 surprise)\?$/ });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Calls at most" }).fill("");
  await expect(page.getByRole("button", { name: /^Resume/ })).toBeEnabled();
  await page.keyboard.press("Control+Shift+Enter");
  await expect(check(page)).toHaveText(/^1 unlike both parents · 1 lost a fix/);

  // Another start of the window finds the same check again.
  await page.reload();
  await openMerge(page, "fees");
  await expect(check(page)).toHaveText(/^1 unlike both parents · 1 lost a fix/);
});

test("edits in the draft hold the merge back, and are not lost by it", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt/i })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("- Be brief.");
  await expect(page.getByRole("status", { name: "Draft" })).toHaveText(/Draft on v11.*\+1.*saved/);
  await page.keyboard.press("Escape");
  await openMerge(page, "fees");
  await expect(stand(page)).toHaveText(/^The draft of main has edits/);
  await expect(page.getByRole("button", { name: /^Commit the merge/ })).toBeDisabled();
  await page.getByRole("button", { name: "Go to the draft" }).press("Enter");
  await expect(page.getByRole("status", { name: "Draft" })).toHaveText(/Draft on v11.*\+1.*saved/);
});

test("conflicts are settled by keyboard alone, with undo, and what is open holds the commit back", async ({
  workbench: { page },
}) => {
  await openMerge(page, "formal");
  await expect(conflicts(page)).toHaveText("1 conflict open");
  await expect(stand(page)).toHaveText("1 conflict open.");
  await expect(check(page)).toHaveText("Resolve the conflicts first.");
  await expect(page.getByRole("button", { name: /^Commit the merge/ })).toBeDisabled();
  await expect(result(page)).toContainText("<<<<<<< main");

  await page.keyboard.press("e");
  await page.keyboard.press("F7");
  await page.keyboard.press("Alt+b");
  await expect(conflicts(page)).toHaveText("The conflict is resolved");
  await expect(result(page)).toContainText("Be friendly and plain.");
  await expect(result(page)).toContainText("Use no contractions.");
  await page.keyboard.press("Control+z");
  await expect(conflicts(page)).toHaveText("1 conflict open");
  await page.keyboard.press("Alt+t");
  await expect(conflicts(page)).toHaveText("The conflict is resolved");
  await expect(result(page)).not.toContainText("friendly");
  await expect(result(page)).toContainText("Use no contractions.");

  // Leaving loses nothing: Escape from the editor, then from the screen.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("status", { name: "Draft" })).toBeVisible();
  await page.keyboard.press("o");
  await page.keyboard.press("m");
  await expect(conflicts(page)).toHaveText("The conflict is resolved");
  await expect(check(page)).toHaveText(/^4 conversations/);
});
