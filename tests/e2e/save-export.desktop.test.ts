import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

test("an export never takes the place of the open project, its journal or a link's file, and is written whole where it may", async ({
  workbench,
  electronApp,
}) => {
  const { page, folder, projectFile } = workbench;
  const notes = path.join(folder, "notes.md");
  writeFileSync(notes, "# Mine\n");
  const link = path.join(folder, "link.jsonl");
  symlinkSync(notes, link);
  const old = path.join(folder, "old.jsonl");
  writeFileSync(old, "yesterday's\n".repeat(20_000));
  const refused = [projectFile, `${projectFile}-wal`, link];
  const told = await electronApp.evaluateHandle(
    ({ dialog }, answers) => {
      const messages: string[] = [];
      dialog.showSaveDialog = () => {
        const filePath = answers.shift() ?? "";
        return Promise.resolve({ canceled: filePath === "", filePath });
      };
      dialog.showMessageBox = (...asked: unknown[]) => {
        messages.push(JSON.stringify(asked.at(-1)));
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
      return messages;
    },
    [...refused, old],
  );

  await workbenchReady(page);
  await page.keyboard.press("Control+2");
  await page.getByRole("button", { name: "Set actions" }).click();
  await page.getByRole("menuitem", { name: "Export as JSONL" }).click();

  await expect.poll(() => readFileSync(old, "utf8")).toMatch(/^\{"id":"greeting"/);
  expect(readFileSync(old, "utf8")).not.toContain("yesterday");
  const messages = await told.jsonValue();
  expect(messages).toEqual(refused.map((file) => expect.stringContaining(`${path.basename(file)} was not written`)));
  for (const message of messages) expect(message).toMatch(/cannot be written: .*(Name|Name that) .*file/);
  expect(readFileSync(projectFile).toString("latin1", 0, 15)).toBe("SQLite format 3");
  expect(readFileSync(notes, "utf8")).toBe("# Mine\n");
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});
