import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const draftLine = (page: Page) => page.getByRole("status", { name: "Draft" });
const branchButton = (page: Page) => page.getByRole("button", { name: /^Branch: / });
const strip = (page: Page) => page.getByRole("navigation", { name: "Versions" });
const graph = (page: Page) => page.getByRole("listbox", { name: "Versions, newest first" });
const selected = (page: Page) => graph(page).getByRole("option", { selected: true });

/** Adds a line to the end of the prompt by keyboard and waits until it is on disk; the keys then mean commands again. */
async function addLine(page: Page, text: string): Promise<void> {
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt text/i })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type(text);
  await expect(draftLine(page)).toHaveText(/\+\d+( −\d+)?saved/);
  await page.keyboard.press("Escape");
}

async function makeBranch(page: Page, name: string): Promise<void> {
  await page.keyboard.press("v");
  await page.keyboard.press("n");
  await expect(page.getByRole("textbox", { name: "Branch name" })).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(branchButton(page)).toHaveAccessibleName(`Branch: ${name.replaceAll(" ", "-")}`);
}

async function pickBranch(page: Page, keys: string, name: string): Promise<void> {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
  const options = page.getByRole("dialog").getByRole("option");
  await expect(options.filter({ hasText: name })).toBeVisible();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(options).toHaveCount(0);
}

async function switchTo(page: Page, name: string): Promise<void> {
  await pickBranch(page, "v v", name);
  // Words typed before are still the other branch's.
  await expect(branchButton(page)).toHaveAccessibleName(`Branch: ${name}`);
}

async function commit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Commit", exact: true }).click();
}

test("each branch has its own draft and its own way, and undo stays on it, by keyboard alone", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(branchButton(page)).toHaveAccessibleName("Branch: main");
  await addLine(page, "- Words of main.");

  await page.keyboard.press("v");
  await page.keyboard.press("n");
  await expect(page.getByText("It starts from v7.")).toBeVisible();
  // Not the name of a branch, said before it is sent.
  await page.keyboard.type("v12");
  await page.keyboard.press("Enter");
  await expect(page.getByText("A branch must not look like a version number.")).toBeVisible();
  await page.getByRole("textbox", { name: "Branch name" }).fill("shorter greeting");
  await page.getByRole("checkbox", { name: /draft's edits/ }).press("Space");
  await page.getByRole("textbox", { name: "Branch name" }).press("Enter");

  await expect(branchButton(page)).toHaveAccessibleName("Branch: shorter-greeting");
  await expect(page.getByText("- Words of main.")).toHaveCount(0);
  await addLine(page, "- Words of the branch.");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("commit");
  await expect(page.getByRole("option", { name: "Commit", exact: true })).toBeVisible();
  await page.getByRole("option", { name: "Commit", exact: true }).press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(draftLine(page)).toHaveText(/Draft on v8/);
  await expect(strip(page).getByRole("button", { name: /^v8, shown/ })).toBeVisible();

  await switchTo(page, "main");
  await expect(draftLine(page)).toHaveText(/Draft on v7.*\dsaved/);
  await expect(page.getByText("- Words of main.").first()).toBeVisible();
  await expect(page.getByText("- Words of the branch.")).toHaveCount(0);
  await expect(strip(page).getByRole("button", { name: /^v8/ })).toHaveCount(0);
  await expect(strip(page).getByRole("button", { name: /^v7, .*shown/ })).toBeVisible();

  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt text/i })).toBeFocused();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" More.");
  await expect(page.getByText("- Words of main. More.").first()).toBeVisible();
  await page.keyboard.press("Escape");

  // From the other branch's version, what was measured there stands apart on the strip.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("v8");
  await page.keyboard.press("Enter");
  await expect(strip(page).getByRole("button", { name: /^v8, shown, on another branch/ })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("shorter");
  await expect(page.getByRole("option", { name: /^shorter-greeting\s*branch/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(branchButton(page)).toHaveAccessibleName("Branch: shorter-greeting");
  await expect(strip(page).getByRole("button", { name: "v8, shown", exact: true })).toBeVisible();
});

test("the history shows branches, is walked along one by keys, and makes a branch from any version", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await makeBranch(page, "from the palette");
  await addLine(page, "- One.");
  await commit(page);
  await expect(draftLine(page)).toHaveText(/Draft on v8/);
  await switchTo(page, "main");
  await addLine(page, "- Two.");
  await commit(page);
  await expect(draftLine(page)).toHaveText(/Draft on v9/);

  await page.keyboard.press("h");
  await expect(page.getByText("History · 9 versions · 2 branches")).toBeVisible();
  await expect(graph(page)).toBeFocused();
  await expect(selected(page)).toHaveText(/^v9main/);
  await expect(graph(page).getByRole("option", { name: /^v8\s*from-the-palette/ })).toBeVisible();
  // Along main, past the row of the other branch; through the rows, over it.
  await page.keyboard.press("j");
  await expect(selected(page)).toHaveText(/^v7/);
  await page.keyboard.press("k");
  await expect(selected(page)).toHaveText(/^v9/);
  await page.keyboard.press("ArrowDown");
  await expect(selected(page)).toHaveText(/^v8/);
  await page.keyboard.press("j");
  await expect(selected(page)).toHaveText(/^v7/);
  // What lies between two names is folded away and back.
  const rows = graph(page).getByRole("option");
  await expect(rows).toHaveCount(9);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await expect(selected(page)).toHaveText(/3 versions, v2 to v4/);
  await expect(rows).toHaveCount(7);
  await page.keyboard.press("ArrowRight");
  await expect(rows).toHaveCount(9);
  await expect(selected(page)).toHaveText(/^v4/);

  await page.getByRole("button", { name: "New branch from v4…" }).click();
  await expect(page.getByText("It starts from v4.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Branch name" })).toBeFocused();
  await page.keyboard.type("back-to-v4");
  await page.keyboard.press("Enter");
  await expect(branchButton(page)).toHaveAccessibleName("Branch: back-to-v4");
  await expect(draftLine(page)).toHaveText(/Draft on v4.*no changes/);
  await expect(strip(page).getByRole("button", { name: /^v4, shown/ })).toBeVisible();
  await expect(strip(page).getByRole("button", { name: /^v5/ })).toHaveCount(0);
});

test("a branch is renamed, merged from the menu, and deleted only after saying what it alone holds", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await makeBranch(page, "trial");
  await page.keyboard.press("v");
  await page.keyboard.press("r");
  await page.getByRole("textbox", { name: "Branch name" }).fill("production");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText(/production/)).toBeVisible();
  await page.getByRole("textbox", { name: "Branch name" }).fill("bold");
  await page.keyboard.press("Enter");
  await expect(branchButton(page)).toHaveAccessibleName("Branch: bold");
  await addLine(page, "- Only here.");
  await commit(page);
  await expect(draftLine(page)).toHaveText(/Draft on v8/);
  await switchTo(page, "main");

  await branchButton(page).click();
  await expect(page.getByRole("menuitem", { name: "bold" })).toHaveText(/v8/);
  await page.getByRole("menuitem", { name: "Merge a branch into main…" }).click();
  await page.getByRole("dialog").getByRole("option", { name: /^bold/ }).click();
  await expect(page.getByRole("heading", { name: "Merge" })).toBeVisible();
  await page.keyboard.press("Control+1");
  await expect(draftLine(page)).toHaveText(/Draft on v7/);

  await pickBranch(page, "v d", "bold");
  const asked = page.getByRole("dialog", { name: "Delete the branch “bold”?" });
  await expect(asked.getByText(/v8 and what led to it are on no other branch/)).toBeVisible();
  await asked.getByRole("button", { name: "Delete anyway" }).click();
  await expect(page.getByText("The branch “bold” was deleted")).toBeVisible();
  await branchButton(page).click();
  await expect(page.getByRole("menuitem", { name: /^✓ main/ })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "bold" })).toHaveCount(0);
});
