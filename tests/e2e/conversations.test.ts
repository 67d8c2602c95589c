import { writeFileSync } from "node:fs";
import path from "node:path";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("a file with broken lines comes in without them, and each is named with its line and reason", async ({
  workbench: { page, folder },
}) => {
  const file = path.join(folder, "some.jsonl");
  writeFileSync(
    file,
    [
      '{"id":"one","turns":[{"role":"user","content":"First question"}],"checks":[{"type":"contains","value":"x"}]}',
      '{"id":"two","turns":[',
      '{"id":"three","turns":[]}',
      '{"id":"four","turns":[{"role":"user","content":"Fourth question"}]}',
    ].join("\n"),
  );
  await workbenchReady(page);
  await page.keyboard.press("Control+2");
  await page.getByRole("button", { name: "Set actions" }).click();
  await page.getByRole("menuitem", { name: "Import conversations…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Files to import").setInputFiles(file);
  await dialog.getByLabel("Into set").fill("mine");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByText(/some\.jsonl.*2/).first()).toBeVisible();
  await expect(dialog.getByText(/some\.jsonl.*3/).first()).toBeVisible();
  await dialog
    .getByRole("button", { name: /done|close/i })
    .first()
    .click();
  await expect(page.getByRole("option", { name: /First question|one/ })).toBeVisible();
  await expect(page.getByRole("option", { name: /Fourth question|four/ })).toBeVisible();
});

test("a check is added in the window, saved, and stands in the export", async ({ workbench: { page, download } }) => {
  await workbenchReady(page);
  await page.keyboard.press("Control+2");
  await page.getByRole("option", { name: /Says hello/ }).click();
  const editor = page.getByRole("region", { name: /conversation/i }).last();
  await expect(page.getByLabel("Title")).toHaveValue("Says hello");
  await page.getByRole("button", { name: "Add check" }).last().click();
  await page
    .getByRole("textbox", { name: /value|text/i })
    .last()
    .fill("Ashgrove");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("button", { name: /^Save/ })).toBeDisabled();
  await expect(editor).toBeVisible();

  const exported = await download(async () => {
    await page.getByRole("button", { name: "Set actions" }).click();
    await page.getByRole("menuitem", { name: "Export as JSONL" }).click();
  });
  const first: unknown = JSON.parse(exported.split("\n")[0] ?? "");
  expect(first).toMatchObject({
    id: "greeting",
    checks: expect.arrayContaining([{ type: "contains", value: "Ashgrove" }]),
  });
});
