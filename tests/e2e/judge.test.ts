import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/workbench.ts";
import { workbenchReady } from "./support/ready.ts";

const rules = `
scripted: 1
name: Test judge
rules:
  - when: {system: 'Two versions'}
    replies: [{text: '{"reason": "REPLY_A comes first.", "winner": "A"}'}]
fallback: '{"reason": "It keeps to the matter.", "pass": true, "score": 0.8}'
`;

/** Adds a scripted model in the settings and makes it the judge. */
async function chooseJudge(page: Page, projectFile: string): Promise<void> {
  writeFileSync(join(dirname(projectFile), "judge.yaml"), rules);
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Add model" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Provider" }).click();
  await page.getByRole("option", { name: "Scripted rules file" }).click();
  await dialog.getByLabel("Rules file").fill("judge.yaml");
  await dialog.getByLabel("Name", { exact: true }).fill("Test judge");
  await dialog.getByRole("button", { name: "Add model" }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole("combobox", { name: "Judge model" }).click();
  await page.getByRole("option", { name: "Test judge" }).click();
  await expect(page.getByRole("combobox", { name: "Judge model" })).toContainText("Test judge");
}

test("a judge is chosen, judges every reply of a set by a rubric, and shows what it was asked", async ({
  workbench: { page, projectFile },
}) => {
  await workbenchReady(page);
  await chooseJudge(page, projectFile);
  await expect(page.getByText(/No reply has been judged by a judge and a person yet/)).toBeVisible();

  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add rubric" }).click();
  await dialog.getByLabel("Name").fill("To the matter");
  await dialog.getByLabel("Rubric", { exact: true }).fill("Keeps to what was asked.");
  await dialog.getByRole("button", { name: "Add rubric" }).click();
  await expect(page.getByText("To the matter", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Edit To the matter" }).click();
  await dialog.getByLabel("Rubric", { exact: true }).fill("Keeps to what was asked, and no more.");
  await dialog.getByRole("button", { name: "Save as v2" }).click();
  await expect(page.getByText("v2", { exact: true }).first()).toBeVisible();

  await page.keyboard.press("Control+1");
  await page.getByRole("button", { name: "Replay v7" }).click();
  const evidence = page.getByRole("region", { name: "Evidence" });
  const verdict = evidence.getByText("judged by scripted/judge.yaml").first();
  await expect(verdict).toBeVisible();
  await expect(evidence.getByText(/It keeps to the matter\./).first()).toBeVisible();
  await evidence
    .getByRole("button", { name: /Show what scripted\/judge\.yaml was asked/ })
    .first()
    .click();
  await expect(evidence.getByLabel("What the judge was given").first()).toContainText(
    "Keeps to what was asked, and no more.",
  );
});

test("changed replies are judged pairwise, with the number of calls said before", async ({
  workbench: { page, projectFile },
}) => {
  await workbenchReady(page);
  const evidence = page.getByRole("region", { name: "Evidence" });
  const judge = evidence.getByRole("button", { name: "Judge changed replies pairwise" });
  await judge.click();
  const refusal = page.getByRole("region", { name: "Notifications" }).getByText(/no judge model is chosen: choose one/);
  await expect(refusal).toBeVisible();

  await chooseJudge(page, projectFile);
  await page.keyboard.press("Control+1");
  await judge.click();
  const question = page.getByRole("dialog", { name: /^Judge \d+ changed repl(y|ies) pairwise\?$/ });
  await expect(question.getByText(/both replies in both orders: up to \d+ calls/)).toBeVisible();
  await question.getByRole("button", { name: /^Make up to \d+ calls$/ }).click();
  await expect(evidence.getByText("Judge: tie, its preference for a place cancelled out")).toBeVisible();
  await expect(evidence.getByText(/v6 comes first\. \/ v7 comes first\./)).toBeVisible();
  await expect(judge).toHaveCount(0);
});
