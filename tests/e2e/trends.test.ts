import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("trends are reached, read and left for a version's comparison by keyboard alone", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("go to trends");
  await expect(page.getByRole("option", { name: "Go to trends" })).toBeVisible();
  await page.keyboard.press("Enter");

  const plot = page.getByRole("listbox", { name: "Pass rate by version" });
  await expect(plot.getByRole("option")).toHaveCount(7);
  await expect(
    plot.getByRole("option", { name: "v6: 66% of 32 conversations pass, 95% from 48% to 80%" }),
  ).toBeVisible();
  await expect(plot.getByRole("option", { selected: true })).toHaveAccessibleName(/^v7: 91% /);
  await expect(page.getByText("+25 points against v6")).toBeVisible();

  const tags = page.getByRole("table", { name: "Pass rate by tag" });
  await expect(tags.getByRole("row", { name: /^competitors 3 100% 100% ±0 points/ })).toBeVisible();
  const length = page.getByRole("region", { name: "Length of a reply, characters" });
  await expect(length.getByRole("columnheader", { name: "v7" })).toBeVisible();

  await plot.focus();
  await page.keyboard.press("Home");
  await expect(plot.getByRole("option", { selected: true })).toHaveAccessibleName(/^v1: /);
  await page.keyboard.press("ArrowRight");
  await expect(plot.getByRole("option", { selected: true })).toHaveAccessibleName(/^v2: /);
  await expect(length.getByRole("columnheader", { name: "v2" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^v2, .*shown/ })).toBeVisible();
});

test("several samples show counts with bars in the list, and equal ones as one chip", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.getByRole("combobox", { name: /samples/i }).click();
  await page.getByRole("option", { name: /^(× )?3\b/ }).click();
  await page.getByRole("button", { name: /^Replay v7/ }).click();

  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  await expect(list.getByRole("option", { name: /now: 3 of 3 pass, 95% from 44% to 100%/ }).first()).toBeVisible();
  const samples = page.getByRole("region", { name: "Evidence" }).getByRole("group", { name: "Sample" });
  const same = samples.getByRole("button", { name: /^3 samples with the same replies/ });
  await expect(same).toBeVisible();
  await same.click();
  await expect(same).toHaveText(/3 × the same, sample 2/);
});
