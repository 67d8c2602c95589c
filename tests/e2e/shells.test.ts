import { expect, test } from "./support/workbench.ts";

test("both shells open the sample project and show its prompt", async ({ workbench }) => {
  await expect(workbench.page.getByText("legal-advice").first()).toBeVisible();
});

test("the page can reach no other machine, so a reply's content cannot call home", async ({ workbench }) => {
  workbench.ignoreFaults(/Content Security Policy/);
  const outcome = await workbench.page.evaluate(() =>
    fetch("https://example.com/").then(
      () => "reached",
      () => "refused",
    ),
  );
  expect(outcome).toBe("refused");
});

test("the page has neither Node.js nor Electron in reach", async ({ workbench }) => {
  expect(
    await workbench.page.evaluate(() => ["require", "process", "module"].filter((name) => name in window)),
  ).toEqual([]);
});
