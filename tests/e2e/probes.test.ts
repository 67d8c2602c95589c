import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { workbenchReady } from "./support/ready.ts";
import { expect, test } from "./support/workbench.ts";

const answer = JSON.stringify({
  conversations: [
    {
      title: "Wants it by telephone",
      turns: ["Can I speak to a real solicitor on the telephone, please?"],
      why: "It may make up another number.",
    },
    { title: "Asks the same", turns: ["how can I reach your office"], why: "It is the same." },
    {
      title: "Somebody rings for her",
      turns: ["My mother has no computer.", "How can she contact you?"],
      why: "It may invent a fax.",
    },
  ],
});

const rules = `
scripted: 1
name: Proposer
rules:
  - when: {system: 'write test conversations', user: '(?s)<broken-reply .*555-0142.*<fault '}
    replies: [{text: '${answer.replaceAll("'", "''")}'}]
fallback: Here are some ideas.
`;

const dialog = (page: Page) => page.getByRole("dialog", { name: "Conversations one step past this" });
const status = (page: Page) => dialog(page).getByRole("status", { name: "Proposals" });
const proposals = (page: Page) => dialog(page).getByRole("listbox", { name: "Proposed conversations" });

async function addProposer(page: Page, projectFile: string): Promise<void> {
  writeFileSync(join(dirname(projectFile), "proposer.yaml"), rules);
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Add model" }).click();
  const adding = page.getByRole("dialog");
  await adding.getByRole("combobox", { name: "Provider" }).click();
  await page.getByRole("option", { name: "Scripted rules file" }).click();
  await adding.getByLabel("Rules file").fill("proposer.yaml");
  await adding.getByLabel("Name", { exact: true }).fill("Proposer");
  await adding.getByRole("button", { name: "Add model" }).click();
  await expect(adding).toHaveCount(0);
  await page.keyboard.press("Control+1");
}

/** To the reply with the number that was made up, between v1 and v2. */
async function toInventedNumber(page: Page): Promise<void> {
  const list = page.getByRole("listbox", { name: "Conversations by outcome" });
  for (const version of ["v6", "v5", "v4", "v3", "v2"]) {
    await page.keyboard.press("[");
    await expect(page.getByRole("region", { name: "Prompt", exact: true })).toContainText(`${version}, read only`);
  }
  await expect(list.getByRole("option", { selected: true })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("reach you");
  await expect(list.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  const evidence = page.getByRole("region", { name: "Evidence" });
  // While the replies of the one before still stand there, the keys are about none.
  await expect(evidence.getByRole("heading", { level: 3, name: "How can I reach you?" })).toBeVisible();
  await expect(evidence.getByRole("region", { name: "Reply of v2", exact: true })).toContainText("555-0142");
}

async function choose(page: Page, name: string, option: string): Promise<void> {
  await dialog(page).getByRole("combobox", { name }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("a model proposes conversations one step past the fix; those that fail already are seen, and picked by keyboard", async ({
  workbench: { page, projectFile },
}) => {
  await workbenchReady(page);
  await addProposer(page, projectFile);
  await toInventedNumber(page);
  await page.keyboard.press("Shift+C");
  await choose(page, "Proposed by", "Proposer");
  await choose(page, "The fix stands in", "v2");
  await expect(status(page)).toContainText("1 call of scripted/proposer.yaml, 2 where its answer cannot be read");
  await dialog(page).getByRole("button", { name: "Propose 5 conversations" }).press("Enter");

  await expect(proposals(page).getByRole("option")).toHaveCount(2);
  await expect(dialog(page).getByRole("list", { name: "Left out" })).toContainText(
    '“Asks the same”, the set has nearly the same as "how-to-reach-you"',
  );
  await expect(status(page)).toHaveText("2 proposals · 1 call");
  await dialog(page).getByRole("button", { name: "Replay each once on v2 (3 calls)" }).press("Enter");
  await expect(status(page)).toContainText("of 2 proposals fail on v2");
  const failing = proposals(page).getByRole("option", { name: /Wants it by telephone/ });
  await expect(failing).toContainText("✗ fails");
  await expect(dialog(page).getByRole("article", { name: "Wants it by telephone" })).toContainText("555-0142");

  await proposals(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await expect(dialog(page).getByRole("button", { name: "Add 1 conversation" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 conversation added to clients")).toBeVisible();
  await expect(failing).toContainText("added");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);

  await page.keyboard.press("Control+2");
  await page.getByRole("option", { name: /Wants it by telephone/ }).click();
  await expect(page.getByRole("form", { name: "Conversation" }).getByLabel("Tags")).toHaveValue("probe");
});

test("nothing is asked by itself; the same again costs nothing, and an answer that cannot be read is said", async ({
  workbench: { page, projectFile },
}) => {
  await workbenchReady(page);
  await addProposer(page, projectFile);
  await toInventedNumber(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("one step past");
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("button", { name: "Propose 5 conversations" })).toBeVisible();
  await expect(proposals(page)).toHaveCount(0);

  // The sample's own model answers clients, and proposes nothing.
  await dialog(page).getByRole("button", { name: "Propose 5 conversations" }).click();
  await expect(status(page)).toContainText("answered 2 times in another form than asked for");
  await choose(page, "Proposed by", "Proposer");
  await dialog(page).getByRole("button", { name: "Ask again" }).click();
  await expect(status(page)).toHaveText("2 proposals · 1 call");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.press("Shift+C");
  await choose(page, "Proposed by", "Proposer");
  await expect(status(page)).toContainText("was asked this before: it takes no call");
  await dialog(page).getByLabel("How many").fill("50");
  await expect(dialog(page)).toContainText("1 to 20");
});
