import { defineConfig } from "@playwright/test";

/** The same tests in both shells: the loopback server with Chromium, and the desktop app. */
export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.test.ts",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  workers: 2,
  // A test that passes only the second time is a bug of the test or of the workbench: it fails, and is mended.
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  projects: [{ name: "chromium", testIgnore: "**/*.desktop.test.ts" }, { name: "electron" }],
});
