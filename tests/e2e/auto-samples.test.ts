import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

/** Adds a line to the draft that no answer depends on. */
async function addIdleLine(page: Page): Promise<void> {
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: /prompt/i })).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Reviewed in November.");
  await expect(page.getByRole("status", { name: "Draft" })).toHaveText(/saved/);
}

test("after an edit that changes nothing, replies that differ by chance are flaky and nothing is broke", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  const samples = page.getByRole("combobox", { name: "Samples per conversation" });
  // The sample's model answers some questions in more than one way.
  await expect(samples).toHaveText(/Auto/);
  const replay = page.getByRole("group", { name: "Replay" }).getByRole("button", { name: "Replay draft" });
  await addIdleLine(page);
  await page.getByRole("button", { name: /^Replay options/ }).click();
  const plan = page.getByRole("dialog", { name: "Next replay" });
  await expect(plan.getByText(/between [\d,]+ and [\d,]+ calls, about [\d,]+/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(plan).toHaveCount(0);

  // One sample each: what chance did looks broke.
  await samples.click();
  await page.getByRole("option", { name: "× 1", exact: true }).click();
  await page.keyboard.press("Control+Shift+Enter");
  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  await expect(list.getByText("2 broke")).toBeVisible();

  await samples.click();
  await page.getByRole("option", { name: /^Auto/ }).click();
  await replay.click();
  await expect(list.getByText(/needs a look/)).toBeVisible();
  await expect(list.getByRole("option", { name: /flaky .*Turning down shifts/ })).toBeVisible();
  await expect(list.getByRole("option", { name: /broke/ })).toHaveCount(0);
});

test("what a few samples leave undecided is settled by one key, without asking again what is known", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  const samples = page.getByRole("combobox", { name: "Samples per conversation" });
  await samples.click();
  await page.getByRole("option", { name: "× 3", exact: true }).click();
  await addIdleLine(page);
  await page.keyboard.press("Control+Shift+Enter");
  const undecided = page.getByRole("group", { name: "Undecided" });
  await expect(undecided.getByText(/undecided: (up to )?\d+ more/)).toBeVisible();

  await page.getByRole("listbox", { name: "Conversations by outcome" }).focus();
  await page.keyboard.press("t");
  await expect(samples).toHaveText(/Auto/);
  await expect(undecided).toHaveCount(0);
  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  await expect(list.getByRole("option", { name: /flaky/ }).first()).toBeVisible();
  await page.keyboard.press("o");
  await page.keyboard.press("r");
  await expect(page.getByRole("row", { name: /draft .*complete auto/ })).toBeVisible();
});

test("auto-samples stop at their limit, and go on in the same run when they are asked to", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.getByRole("button", { name: /^Replay options/ }).click();
  await page.getByLabel("Auto-samples a side").fill("1");
  await expect(page.getByText("A whole number from 2 to 1,000.")).toBeVisible();
  await page.getByLabel("Auto-samples a side").fill("4");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Replay options: at most 4 samples a side" })).toBeFocused();
  await addIdleLine(page);
  await page.keyboard.press("Control+Shift+Enter");
  const undecided = page.getByRole("group", { name: "Undecided" });
  await expect(undecided).toBeVisible();
  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  const parcel = list.getByRole("option", { name: /Parcel never arrived/ });
  // Four would settle nothing, so no more than the first two are taken.
  await expect(parcel).toHaveAccessibleName(/undecided.*before: \d of 2 pass.*now: \d of 2 pass/);

  await undecided.getByRole("button", { name: /^Add samples/ }).click();
  await expect(parcel).toHaveAccessibleName(/before: \d+ of \d\d pass.*now: \d+ of \d\d pass/);
});
