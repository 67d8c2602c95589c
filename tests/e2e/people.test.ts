import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const evidence = (page: Page) => page.getByRole("region", { name: "Evidence" });
const review = (page: Page) => page.getByRole("group", { name: "Review" }).getByRole("status");
const selected = (page: Page) =>
  page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option", { selected: true });
const verdictOf = (page: Page) =>
  evidence(page).getByRole("group", { name: "People's verdict" }).filter({ hasText: "good" }).last();

/** How many conversations are left to review. */
async function left(page: Page): Promise<number> {
  return Number.parseInt((await review(page).textContent()) ?? "", 10);
}

/** Resolves when the replies of the selected conversation are there. */
async function shown(page: Page): Promise<void> {
  const title = await selected(page).locator("span[class*='title']").textContent();
  await expect(evidence(page).getByRole("heading", { level: 3, name: title ?? "", exact: true })).toBeVisible();
}

/** Selects a conversation that changed and still passes, by its keys alone. */
async function toChanged(page: Page): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.type("changed passing");
  const found = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option");
  await expect(found.first()).toHaveAccessibleName(/changed/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await expect(selected(page)).toHaveAccessibleName(/changed/);
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await shown(page);
}

test("a changed reply is called bad with a note, good again and approved, by keyboard alone; counts follow", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(review(page)).toHaveText(/to review/);
  const all = await left(page);
  expect(all).toBeGreaterThan(1);
  await toChanged(page);
  const summary = page.getByRole("group", { name: "Summary" });
  const broken = /^(\d+) broke$/;
  const brokeBefore = await summary.getByTitle(broken).getAttribute("title");

  await page.keyboard.press("b");
  const verdict = verdictOf(page);
  await expect(verdict.getByRole("button", { name: "bad" })).toHaveAttribute("aria-pressed", "true");
  await expect(verdict.getByText("✗ bad")).toBeVisible();
  await expect(selected(page)).toHaveAccessibleName(/broke/);
  await expect(summary.getByTitle(`${Number.parseInt(brokeBefore ?? "", 10) + 1} broke`)).toBeVisible();

  await page.keyboard.press("Shift+N");
  await page.keyboard.type("Names a good boat.");
  await page.keyboard.press("Enter");
  await expect(verdict.getByText("Names a good boat.")).toBeVisible();

  await page.keyboard.press("g");
  await expect(verdict.getByText("✓ good")).toBeVisible();
  await expect(verdict.getByText("Names a good boat.")).toBeVisible();
  await expect(selected(page)).toHaveAccessibleName(/changed/);
  await expect(summary.getByTitle(brokeBefore ?? "")).toBeVisible();

  await page.keyboard.press("g");
  await expect(verdict.getByText("✓ good")).toHaveCount(0);
  await expect(verdict.getByRole("button", { name: "good" })).toHaveAttribute("aria-pressed", "false");

  await page.keyboard.press("a");
  await expect(verdict.getByText("approved as the expected reply")).toBeVisible();
  await expect.poll(() => left(page)).toBe(all - 1);
  await page.keyboard.press("a");
  await expect(verdict.getByText("approved as the expected reply")).toHaveCount(0);
  await expect.poll(() => left(page)).toBe(all);
});

test("the queue leads from one unjudged conversation to the next until nothing is left", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(review(page)).toHaveText(/to review/);
  const judged = evidence(page).getByRole("button", { name: "good", pressed: true });
  const unjudged = evidence(page)
    .getByRole("region", { name: "Reply of v7", exact: true })
    .filter({ has: page.getByRole("button", { name: "good", pressed: false }) });
  const seen = new Set<string>();
  for (let many = await left(page); many > 0; many -= 1) {
    await page.keyboard.press("Shift+J");
    await shown(page);
    seen.add((await selected(page).textContent()) ?? "");
    for (let open = await unjudged.count(); open > 0; open = await unjudged.count()) {
      const before = await judged.count();
      await page.keyboard.press("g");
      await expect(judged).toHaveCount(before + 1);
      await page.keyboard.press("n");
    }
    await expect(review(page)).toHaveText(many === 1 ? "Nothing left to review" : `${many - 1} to review`);
  }
  expect(seen.size).toBeGreaterThan(5);
});

test("verdicts are in the palette and stay after the window was closed and opened again", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(review(page)).toHaveText(/to review/);
  const all = await left(page);
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("alike");
  await expect(page.getByRole("option", { name: "Approve the reply and those that are alike" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(evidence(page).getByText("approved as the expected reply")).toBeVisible();
  await expect(evidence(page).getByRole("combobox", { name: /Later replies/ })).toContainText("alike by words");
  await expect.poll(() => left(page)).toBeLessThan(all);
  const now = await left(page);
  await page.reload();
  await workbenchReady(page);
  await expect.poll(() => left(page)).toBe(now);
});
