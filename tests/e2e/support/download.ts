import { readFileSync } from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";

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
  const file = path.join(folder, "saved-by-the-test.txt");
  const done = electronApp.evaluate(
    ({ session }, target) =>
      new Promise<string>((resolve) => {
        session.defaultSession.once("will-download", (_event, item) => {
          item.setSavePath(target);
          item.once("done", (_done, state) => resolve(state));
        });
      }),
    file,
  );
  await action();
  const state = await done;
  if (state !== "completed") throw new Error(`The file was not saved: ${state}.`);
  return readFileSync(file, "utf8");
}
