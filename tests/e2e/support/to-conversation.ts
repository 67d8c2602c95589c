import { expect, type Page } from "@playwright/test";

/** Selects a conversation in the list of outcomes by keys alone. */
export async function toConversation(page: Page, title: string): Promise<void> {
  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  // The first news is selected by itself: from then on the list is the person's.
  await expect(list.getByRole("option", { selected: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Evidence" }).getByRole("heading", { level: 3 })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type(title);
  await expect(list.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await expect(list.getByRole("option", { selected: true })).toHaveAccessibleName(new RegExp(title, "i"));
}
