import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const list = (page: Page) => page.getByRole("listbox", { name: "Conversations by outcome" });
const evidence = (page: Page) => page.getByRole("region", { name: "Evidence" });
const making = (page: Page) => page.getByRole("dialog", { name: "Make this a conversation" });
const made = (page: Page) => page.getByRole("dialog", { name: "The conversation is in the set" });

/** Back to the edit after which the assistant made up a phone number, and to the reply with it. */
async function toInventedNumber(page: Page): Promise<void> {
  await workbenchReady(page);
  for (const version of ["v6", "v5", "v4", "v3", "v2"]) {
    await page.keyboard.press("[");
    await expect(page.getByRole("region", { name: "Prompt", exact: true })).toContainText(`${version}, read only`);
  }
  await expect(list(page).getByRole("option", { selected: true })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("reach you");
  await expect(list(page).getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await expect(evidence(page).getByRole("heading", { level: 3, name: "How can I reach you?" })).toBeVisible();
  await expect(evidence(page).getByRole("region", { name: "Reply of v2", exact: true })).toContainText("555-0142");
}

const suggestion = (page: Page, check: string | RegExp) =>
  making(page).getByRole("region", { name: "Suggested checks" }).getByRole("listitem").filter({ hasText: check });

test("the invented number becomes a guard that fails on the version that invents and passes before it, by keyboard alone", async ({
  workbench: { page },
}) => {
  await toInventedNumber(page);
  await page.keyboard.press("c");
  await expect(making(page).getByRole("region", { name: "Turns" })).toContainText("How can I reach your office?");
  const number = suggestion(page, 'not-contains "555-0142"');
  await expect(number).toContainText("fails on this reply");
  await expect(number).toContainText("passes on v1’s");
  await expect(number.getByRole("checkbox")).toBeChecked();
  await expect(suggestion(page, "not-unsupported-fact").getByRole("checkbox")).toBeChecked();
  // Words alone are the weakest guess.
  await expect(suggestion(page, 'not-contains "Friday"').getByRole("checkbox")).not.toBeChecked();
  await expect(making(page).getByRole("button", { name: "Add to clients" })).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(made(page)).toContainText("“Guard: How can I reach you?” is asked of every version from now on.");
  await expect(made(page)).toContainText("On v1 and v2: no calls · all 2 replies cached");
  await expect(made(page).getByRole("button", { name: "Replay just this conversation" })).toBeFocused();
  await page.keyboard.press("Enter");
  const results = made(page).getByRole("list", { name: "What became of it" });
  await expect(results).toContainText("✓ v1 passes");
  await expect(results).toContainText("✗ v2 fails");
  await made(page).getByRole("button", { name: "Show it in its set" }).press("Enter");

  const form = page.getByRole("form", { name: "Conversation" });
  await expect(form.getByLabel("Title")).toHaveValue("Guard: How can I reach you?");
  await expect(form.getByLabel("Tags")).toHaveValue("firm, contact, must, guard");
  await expect(form.getByRole("group", { name: "Check 1 of turn 1" })).toContainText("not");
  await expect(form.getByRole("group", { name: /^Check \d of turn 1$/ })).toHaveCount(2);
});

test("a suggestion is edited, tried as it is typed, and kept in place of the suggested one", async ({
  workbench: { page },
}) => {
  await toInventedNumber(page);
  await evidence(page)
    .getByRole("region", { name: "Reply of v2", exact: true })
    .getByRole("button", { name: "make a conversation" })
    .click();
  await making(page).getByRole("button", { name: 'Edit not-contains "555-0142"' }).click();
  await expect(suggestion(page, 'not-contains "555-0142"')).toHaveCount(0);
  const own = making(page).getByRole("region", { name: "Checks of your own" });
  const says = own.getByRole("list", { name: "What the checks say of the replies" });
  await expect(says).toContainText("fails on this reply");
  const text = own.getByRole("textbox").first();
  await text.fill("555-9999");
  await expect(says).toContainText("passes on this reply");
  await expect(says).toContainText("so it would not have caught it");
  await text.fill("555-");
  await expect(says).toContainText("fails on this reply");
  await suggestion(page, "not-unsupported-fact").getByRole("checkbox").uncheck();
  await making(page).getByLabel("Title").fill("No office number");
  await page.keyboard.press("Control+Enter");
  await expect(made(page)).toContainText("“No office number”");
  await page.keyboard.press("Escape");
  await expect(made(page)).toHaveCount(0);
  // Nothing is heard behind a dialog, even one that is on its way out.
  await expect(page.locator("[data-modal]")).toHaveCount(0);

  await page.keyboard.press("Control+2");
  await page.getByRole("option", { name: /No office number/ }).click();
  const form = page.getByRole("form", { name: "Conversation" });
  await expect(form.getByLabel("Id")).toHaveValue("how-to-reach-you-guard");
  await expect(form.getByRole("group", { name: /^Check \d of turn 1$/ })).toHaveCount(1);
  await expect(form.getByRole("textbox", { name: /Check 1 of turn 1/ })).toHaveValue("555-");
});

test("earlier replies are left for the model or fixed, from the palette; Escape adds nothing", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await expect(list(page).getByRole("option", { selected: true })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("second opinion");
  await expect(list(page).getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await expect(evidence(page).getByRole("heading", { level: 3, name: /second opinion/ })).toBeVisible();
  const second = evidence(page).getByRole("article", { name: "Turn 2 of 2" });
  await second.getByRole("button", { name: "make a conversation" }).last().click();
  const turns = making(page).getByRole("region", { name: "Turns" });
  await expect(turns).toContainText("left for the model");
  await turns.getByRole("button", { name: "Fixed as they were" }).click();
  await expect(turns).not.toContainText("left for the model");
  await expect(turns).toContainText("This is general information, not legal advice.");
  await page.keyboard.press("Escape");
  await expect(making(page)).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("make this reply");
  await page.keyboard.press("Enter");
  await expect(making(page)).toBeVisible();
  await making(page).getByRole("button", { name: "Cancel" }).click();
  await page.keyboard.press("Control+2");
  await expect(page.getByRole("option", { name: /^Guard:/ })).toHaveCount(0);
});
