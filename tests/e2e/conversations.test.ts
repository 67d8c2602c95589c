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

test("a wrong schema is refused with its place; a set with a threshold is saved and stands in the export", async ({
  workbench: { page, download },
}) => {
  await workbenchReady(page);
  await page.keyboard.press("Control+2");
  await page.getByRole("option", { name: /Says hello/ }).click();
  await expect(page.getByLabel("Title")).toHaveValue("Says hello");
  const add = page.getByRole("button", { name: /^Add check to/ }).last();
  const last = page.getByRole("group", { name: /^Check \d+ of every reply$/ }).last();
  const pick = async (type: string) => {
    await last.getByRole("combobox").first().click();
    await page.getByRole("option", { name: type, exact: true }).click();
  };
  await add.click();
  await pick("is-json");
  await last.getByRole("textbox").first().fill('{"type": "objekt"}');
  await expect(last.getByRole("status")).toContainText("/type");
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/Not saved.*is-json.*\/type/)).toBeVisible();

  await pick("assert-set");
  await last.getByRole("button", { name: /^Add check to check/ }).click();
  await last.getByRole("textbox").first().fill("Ashgrove");
  await last.getByRole("button", { name: /^More of check \d+ of every reply$/ }).click();
  await last.getByLabel(/of every reply: threshold$/).fill("0.5");
  await last
    .getByLabel(/of every reply: metric$/)
    .last()
    .fill("tone");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("button", { name: /^Save/ })).toBeDisabled();

  const exported = await download(async () => {
    await page.getByRole("button", { name: "Set actions" }).click();
    await page.getByRole("menuitem", { name: "Export as JSONL" }).click();
  });
  const first: unknown = JSON.parse(exported.split("\n")[0] ?? "");
  const set = { type: "assert-set", assert: [{ type: "contains", value: "Ashgrove" }], threshold: 0.5, metric: "tone" };
  expect(first).toMatchObject({ id: "greeting", checks: expect.arrayContaining([set]) });
});
