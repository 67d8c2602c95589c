import { defineConfig } from "@playwright/test";

/** The same tests in both shells: the loopback server with Chromium, and the desktop app. */
export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.test.ts",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  workers: 2,
  // A machine that is busy with something else can keep a window from opening in time. What passes only the second
  // time is named at the end, and is to be mended: with --retries=0 it fails.
  retries: 1,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  projects: [{ name: "chromium", testIgnore: "**/*.desktop.test.ts" }, { name: "electron" }],
});
