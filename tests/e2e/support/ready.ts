import { expect, type Page } from "@playwright/test";

/** Resolves when the sample's prompt stands in the editor: from then on keys are heard. */
export async function workbenchReady(page: Page): Promise<void> {
  await expect(page.getByText("You are the legal information assistant").first()).toBeVisible();
}
