import { expect, test } from "./support/workbench.ts";
import { workbenchReady } from "./support/ready.ts";

test("an audit by keyboard alone finds the harmful line and the one without a guard", async ({
  workbench: { page },
}) => {
  await workbenchReady(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Commands" }).fill("Audit the prompt");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Audit v7?" });
  await expect(
    question.getByText(/^Each of 24 rules is left out in turn, and 32 conversations replayed: at most [\d,]+ calls/),
  ).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");

  const panel = page.getByRole("region", { name: "Audit" });
  await expect(panel.getByRole("heading", { name: /Audit of v7 · mutation score \d+%/ })).toBeVisible({
    timeout: 30_000,
  });
  const rows = panel.getByRole("option");
  await expect(rows.filter({ hasText: "Keep a positive tone" })).toContainText("harmful");
  await expect(rows.filter({ hasText: "Keep a positive tone" })).toContainText("fixes 1");
  await expect(rows.filter({ hasText: "party politics" })).toContainText("no guard");

  await page.keyboard.press("u");
  await expect(panel.getByRole("listbox")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect(panel.getByText(/^Line 16\. Harmful: 1 conversation passes only without it\.$/)).toBeVisible();
  // The editor has gone to the line, with the sign behind it; Enter follows it there.
  const editor = page.getByRole("region", { name: "Prompt", exact: true }).locator(".monaco-editor");
  await expect(editor.getByText(/▼1.harmful/).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Prompt text" })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("You are the assistant of a law firm.");
  await expect(panel.getByText(/lines changed since\./)).toBeVisible();

  // What was found is in the project: a window that opens later has it without a call.
  await expect(page.getByRole("status", { name: "Draft" })).toContainText(/saved$/);
  await page.reload();
  await expect(page.getByText("You are the assistant of a law firm.").first()).toBeVisible();
  await page.getByRole("button", { name: "Show the audit" }).click();
  await expect(panel.getByRole("heading", { name: /Audit of v7 · mutation score/ })).toBeVisible();
});

test("an audit says what it takes, is stopped and goes on", async ({ workbench: { page } }) => {
  await workbenchReady(page);
  await page.getByRole("button", { name: "Show the audit" }).click();
  const panel = page.getByRole("region", { name: "Audit" });
  await expect(panel.getByText("An audit leaves out each rule of the prompt in turn")).toBeVisible();
  await panel.getByRole("button", { name: "Audit v7" }).click();
  await page.getByRole("dialog", { name: "Audit v7?" }).getByRole("button", { name: "Cancel" }).click();
  await expect(panel.getByRole("button", { name: "Audit v7" })).toBeVisible();

  await page.keyboard.press("Shift+U");
  await page.getByRole("dialog", { name: "Audit v7?" }).getByRole("button", { name: "Audit the prompt" }).click();
  await panel.getByRole("button", { name: "Stop" }).click();
  await expect(panel.getByText(/^Stopped\. So far: .* Start again to go on\./)).toBeVisible();
  await page.getByRole("button", { name: "Audit again" }).click();
  await page.getByRole("dialog", { name: "Audit v7?" }).getByRole("button", { name: "Audit the prompt" }).click();
  await expect(panel.getByText("no guard")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Close the audit" }).first().click();
  await expect(panel).toHaveCount(0);
});
