import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { startProviderServer, type ProviderServer } from "../fixtures/provider-server/server.ts";
import { environmentKey } from "./support/test-folder.ts";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const typedKey = "key-typed-into-the-window-0815";

test("keys from the window and from the environment are used, and can be read nowhere", async ({ workbench }) => {
  const { page, folder } = workbench;
  const openai = await startProviderServer({ key: typedKey });
  const anthropic = await startProviderServer({ key: environmentKey });
  try {
    await workbenchReady(page);
    await page.keyboard.press("Control+4");

    await page.getByRole("button", { name: "Set the OpenAI key" }).click();
    await page.getByLabel("OpenAI key").fill(typedKey);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Replace the OpenAI key" })).toBeVisible();
    await expect(page.getByText("environment variable").first()).toBeVisible();

    await addModel(page, "OpenAI", "gpt-test", openai);
    await addModel(page, "Anthropic", "claude-test", anthropic);

    const exported = await workbench.download(() => exportSet(page));
    for (const key of [typedKey, environmentKey]) {
      expect(exported).not.toContain(key);
      expect(await page.content()).not.toContain(key);
      expect(await storedByThePage(page)).not.toContain(key);
      expect(filesHolding(folder, key)).toEqual([]);
      expect(workbench.log()).not.toContain(key);
    }
  } finally {
    await openai.close();
    await anthropic.close();
  }
});

async function addModel(page: Page, provider: string, model: string, server: ProviderServer): Promise<void> {
  await page.getByRole("button", { name: "Add model" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Provider" }).click();
  await page.getByRole("option", { name: provider, exact: true }).click();
  await dialog.getByLabel("Model id").fill(model);
  await dialog.getByLabel(/^Address/).fill(`${server.url}/v1`);
  await dialog.getByRole("button", { name: "Test" }).click();
  await expect(dialog.getByText(/✓ .* answered/)).toBeVisible();
  expect(server.requests.length).toBeGreaterThan(0);
  await dialog.getByRole("button", { name: /^(Save|Add)/ }).click();
  await expect(dialog).toHaveCount(0);
}

async function exportSet(page: Page): Promise<void> {
  await page.keyboard.press("Control+2");
  await page.getByRole("button", { name: "Set actions" }).click();
  await page.getByRole("menuitem", { name: "Export as JSONL" }).click();
}

/** Everything that a script in the page could get at without a question. */
function storedByThePage(page: Page): Promise<string> {
  return page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href]),
  );
}

/** Files below a folder, logs and browser storage included, in which a text stands. */
function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const file = path.join(folder, name);
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file).includes(text);
  });
}
