import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./support/workbench.ts";

test("a crashed engine is started again and shows the project once more", async ({ workbench, electronApp }) => {
  const { page } = workbench;
  const enginePid = () =>
    electronApp.evaluate(
      ({ app }) => app.getAppMetrics().find((metric) => metric.name === "Counterproof engine")?.pid ?? null,
    );
  await expect(page.getByText("legal-advice").first()).toBeVisible();
  const before = await enginePid();
  workbench.ignoreFaults(/./);
  await workbench.killEngine();
  await expect.poll(async () => ((await enginePid()) ?? before) !== before).toBe(true);
  await page.reload();
  await expect(page.getByText("legal-advice").first()).toBeVisible();
});

test("a link goes to the person's own browser and any other scheme nowhere", async ({ workbench, electronApp }) => {
  const { page } = workbench;
  const recorded = await electronApp.evaluateHandle(({ shell }) => {
    const opened: string[] = [];
    shell.openExternal = (url) => Promise.resolve(void opened.push(url));
    return opened;
  });
  await page.evaluate(() => window.open("https://example.com/a"));
  await page.evaluate(() => window.open("ssh://example.com/"));
  await page.evaluate(() => window.location.assign("https://example.com/b"));
  await expect.poll(() => recorded.jsonValue()).toEqual(["https://example.com/a", "https://example.com/b"]);
  expect(page.url()).toMatch(/^app:\/\/workbench\//);
  expect(electronApp.windows()).toHaveLength(1);
});

test("the File menu makes a new project and opens it in the window", async ({ workbench, electronApp }) => {
  const { page, folder } = workbench;
  await expect(page.getByText("legal-advice").first()).toBeVisible();
  const filePath = path.join(folder, "brand-new.cproof");
  await electronApp.evaluate(({ dialog, Menu }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    const file = Menu.getApplicationMenu()?.items.find((item) => item.label === "File");
    file?.submenu?.items.find((item) => item.label === "New project…")?.click();
  }, filePath);
  await expect(page.getByText("brand-new").first()).toBeVisible();
  await expect(page.getByText("legal-advice")).toHaveCount(0);
});

test("a file that is no project is refused in words, left as it is, and another one can be opened", async ({
  workbench,
  electronApp,
}) => {
  const { page, folder, projectFile } = workbench;
  await expect(page.getByText("legal-advice").first()).toBeVisible();
  const wrong = path.join(folder, "notes.cproof");
  writeFileSync(
    wrong,
    "These are only notes, and long enough to hold a header of one hundred bytes, which a project has too.",
  );
  const choose = (file: string) =>
    electronApp.evaluate(({ dialog, Menu }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      const menu = Menu.getApplicationMenu()?.items.find((item) => item.label === "File");
      menu?.submenu?.items.find((item) => item.label === "Open project…")?.click();
    }, file);
  workbench.ignoreFaults(/engine|closed/i);
  await choose(wrong);
  await expect(page.getByText(/is not a Counterproof project/)).toBeVisible();
  expect(readFileSync(wrong, "utf8")).toContain("only notes");
  await choose(projectFile);
  await expect(page.getByText("legal-advice").first()).toBeVisible();
});
