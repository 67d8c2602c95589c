import { writeFileSync } from "node:fs";
import path from "node:path";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("a broken script comes in marked, says where its mistake is, and is saved once it is mended", async ({
  workbench: { page, folder },
}) => {
  const file = path.join(folder, "scripts.jsonl");
  const checks = [
    { type: "javascript", value: "const n = 1;\nreturn n +* 2" },
    { type: "webhook", value: "https://hooks.example.com/check" },
  ];
  writeFileSync(file, JSON.stringify({ id: "one", turns: [{ role: "user", content: "First question" }], checks }));
  await workbenchReady(page);
  await page.keyboard.press("Control+2");
  await page.getByRole("button", { name: "Set actions" }).click();
  await page.getByRole("menuitem", { name: "Import conversations…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Files to import").setInputFiles(file);
  await dialog.getByLabel("Into set").fill("mine");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByText(/cannot be evaluated: line 2, column 11/).first()).toBeVisible();
  await expect(dialog.getByText(/wants replies to be sent to https:\/\/hooks\.example\.com/).first()).toBeVisible();
  await dialog
    .getByRole("button", { name: /done|close/i })
    .first()
    .click();

  await page.getByRole("option", { name: /First question|one/ }).click();
  await expect(page.getByText(/line 2, column 11: unexpected token/)).toBeVisible();
  const script = page.getByRole("textbox", { name: /value/i }).first();
  await script.fill("output.length >");
  const problem = page.getByRole("status").filter({ hasText: "line 1, column 16" });
  await expect(problem).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert").filter({ hasText: "Not saved." })).toBeVisible();
  await script.fill("output.length > 3");
  await expect(problem).toBeHidden();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("button", { name: /^Save/ })).toBeDisabled();
});

test("a webhook is allowed in the settings, stays so, and is taken off again", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.keyboard.press("Control+4");
  const section = page.getByRole("region", { name: "Allowed addresses" });
  await section.getByLabel("Webhook to allow").fill("not a host");
  await section.getByRole("button", { name: "Allow webhook" }).click();
  await expect(section.getByText(/is not an address/)).toBeVisible();
  await section.getByLabel("Webhook to allow").fill("https://Hooks.example.com/check");
  await section.getByRole("button", { name: "Allow webhook" }).click();
  await expect(section.getByRole("listitem").filter({ hasText: "https://hooks.example.com" })).toBeVisible();
  await page.reload();
  await workbenchReady(page);
  await page.keyboard.press("Control+4");
  await section.getByRole("button", { name: /^Stop allowing https:\/\/hooks\.example\.com/ }).click();
  await expect(section.getByRole("listitem")).toHaveCount(0);
});
