import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type ElectronApplication, expect, type Page } from "@playwright/test";

/**
 * The text of the file that an action saves. In the desktop app the person would be asked where to;
 * here the answer is given beforehand.
 */
export async function download(
  page: Page,
  electronApp: ElectronApplication | null,
  folder: string,
  action: () => Promise<void>,
): Promise<string> {
  if (electronApp === null) {
    const [saved] = await Promise.all([page.waitForEvent("download"), action()]);
    return readFileSync(await saved.path(), "utf8");
  }
  const file = path.join(folder, "saved-by-the-test.jsonl");
  rmSync(file, { force: true });
  await electronApp.evaluate(({ dialog }, target) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: target });
  }, file);
  await action();
  // It takes its name only when it is whole.
  await expect.poll(() => existsSync(file)).toBe(true);
  return readFileSync(file, "utf8");
}
