import { test as base, type ElectronApplication, expect, type Page } from "@playwright/test";
import { download } from "./download.ts";
import { watchFaults } from "./faults.ts";
import { launchBrowser } from "./launch-browser.ts";
import { launchElectron } from "./launch-electron.ts";
import { createTestFolder, type TestFolder } from "./test-folder.ts";

export interface Workbench {
  page: Page;
  host: "desktop" | "browser";
  /** A fresh sample project, the test's own. */
  projectFile: string;
  /** The test's own folder, removed after it. */
  folder: string;
  /** The environment of the app, for commands beside it. */
  env: Record<string, string>;
  /** Ends the desktop's engine process as a crash would. */
  killEngine(): Promise<void>;
  /** What the host wrote to its standard output and error. */
  log(): string;
  /** The text of the file that an action saves. */
  download(action: () => Promise<void>): Promise<string>;
  /** Faults that the test brings about on purpose do not fail it. */
  ignoreFaults(pattern: RegExp): void;
}

interface OpenShell {
  electronApp: ElectronApplication | null;
  workbench: Workbench;
}

/**
 * `workbench` is open in whichever shell the project names, and fails the test on any fault in the page.
 * `electronApp`, for *.desktop.test.ts alone, reaches what only the desktop has: menus and dialogs.
 */
export const test = base.extend<{
  /** What a test puts into the sample project before a shell opens it: `test.use({ project: { prepare } })`. */
  project: { prepare: (place: TestFolder) => void };
  shell: OpenShell;
  workbench: Workbench;
  electronApp: ElectronApplication;
}>({
  project: [{ prepare: () => undefined }, { option: true }],
  shell: async ({ playwright, project }, use, testInfo) => {
    const host = testInfo.project.name === "electron" ? "desktop" : "browser";
    const place = createTestFolder();
    project.prepare(place);
    const shell = await (host === "desktop"
      ? launchElectron(playwright._electron, place)
      : launchBrowser(playwright.chromium, place));
    const { page, electronApp, killEngine } = shell;
    const { folder, projectFile, env } = place;
    const faults = await watchFaults(page);
    try {
      await shell.open();
      await use({
        electronApp,
        workbench: {
          page,
          host,
          projectFile,
          folder,
          env,
          killEngine,
          log: shell.log,
          download: (action) => download(page, electronApp, folder, action),
          ignoreFaults: faults.ignore,
        },
      });
      if (testInfo.errors.length > 0) {
        await testInfo.attach("screen", { body: await page.screenshot(), contentType: "image/png" });
      }
    } finally {
      await shell.close();
      if (testInfo.errors.length > 0) await testInfo.attach("log", { body: shell.log(), contentType: "text/plain" });
      place.remove();
    }
    expect(faults.list(), "faults in the page").toEqual([]);
  },
  workbench: ({ shell }, use) => use(shell.workbench),
  electronApp: async ({ shell }, use) => {
    if (shell.electronApp === null) throw new Error("Name the file *.desktop.test.ts: this test needs Electron.");
    await use(shell.electronApp);
  },
});

export { expect };
