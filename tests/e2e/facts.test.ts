import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("a wrong number is flagged beside its reply, allowed by keyboard, listed in the settings and taken back", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.getByRole("button", { name: /^v3/ }).first().click();
  const options = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option");
  await options.filter({ hasText: "Who to talk to about a payslip" }).click();
  const evidence = page.getByRole("region", { name: "Evidence" });
  const flags = evidence.getByRole("group", { name: "New facts" });
  await expect(flags).toContainText("555-0173");
  await expect(flags).toContainText("it stands there for Tenants' Emergency Line");
  await expect(evidence.locator("mark").first()).toHaveText("555-0173");

  await page.keyboard.press("Control+k");
  await page.keyboard.type("allow the new fact");
  await expect(page.getByRole("option", { name: /Allow the new fact 555-0173/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("555-0173 is allowed in this project")).toBeVisible();
  await expect(flags).toHaveCount(0);

  await page
    .getByRole("link", { name: "Settings" })
    .or(page.getByRole("button", { name: "Settings" }))
    .first()
    .click();
  const allowed = page.getByRole("list", { name: "Allowed facts" });
  await expect(allowed).toContainText("555-0173");
  await page.getByRole("button", { name: "Take 555-0173 off the list" }).click();
  await expect(allowed).toHaveCount(0);

  await page
    .getByRole("link", { name: "Workbench" })
    .or(page.getByRole("button", { name: "Workbench" }))
    .first()
    .click();
  await expect(flags).toContainText("555-0173");
});
