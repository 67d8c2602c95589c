import { expect, test } from "./support/workbench.ts";
import { workbenchReady } from "./support/ready.ts";

test("a replay says what it will take, stops before its limit, and goes on with as much again", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.getByRole("combobox", { name: "Samples per conversation" }).click();
  await page.getByRole("option", { name: "× 1", exact: true }).click();
  await page.getByRole("button", { name: /^Replay options/ }).click();
  const options = page.getByRole("dialog", { name: "Next replay" });
  await expect(options.getByText("all 45 replies cached")).toBeVisible();
  await options.getByLabel("Without cache").check();
  await expect(options.getByText(/45 calls · about [\d.]+k tokens/)).toBeVisible();
  await options.getByLabel("Calls").fill("none");
  await expect(options.getByText("A whole number above 0.")).toBeVisible();
  await options.getByLabel("Calls").fill("30");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Replay options: at most 30 calls, without the cache" })).toBeVisible();

  await page.getByRole("button", { name: "Replay v7" }).click();
  await expect(page.getByText(/Stopped before passing its limit of 30 calls/).first()).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/Stopped before passing/)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Replay v7" })).toBeEnabled();

  await page.reload();
  await expect(page.getByRole("button", { name: /at most 30 calls/ })).toBeVisible();
});

test("a price of one's own is kept, and a cleared cache makes the next replay call again", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Add price" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Model id").fill("llama3.2");
  await dialog.getByLabel("Dollars per million tokens in").fill("0.25");
  await dialog.getByLabel("Dollars per million tokens out").fill("1");
  await dialog.getByRole("button", { name: "Save price" }).click();
  await expect(page.getByText(/\$0\.25 in, \$1 out · yours · \d{4}-/)).toBeVisible();
  await page.getByRole("button", { name: /Show \d+ more shipped prices/ }).click();
  await expect(page.getByText(/shipped · \d{4}-\d{2}-\d{2}/).first()).toBeVisible();

  await page.getByRole("button", { name: "Clear cache" }).click();
  await page.getByRole("dialog", { name: "Clear the cache?" }).getByRole("button", { name: "Clear cache" }).click();
  await expect(page.getByText("Empty. Every reply of the next replay is asked for.")).toBeVisible();
});
