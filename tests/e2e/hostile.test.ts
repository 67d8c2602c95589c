import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { conversationOf, promptOf } from "../fixtures/hostile/conversation.ts";
import { hostileTexts } from "../fixtures/hostile/texts.ts";
import { runCommand } from "../fixtures/run-command.ts";
import type { TestFolder } from "./support/test-folder.ts";
import { expect, test } from "./support/workbench.ts";

/** Whoever asks this server for anything has done what a text told it to. */
const asked: string[] = [];
const watched: Server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.end();
});
test.beforeAll(() => new Promise<void>((resolve) => void watched.listen(0, "127.0.0.1", () => resolve())));
test.afterAll(() => void watched.close());

function texts() {
  const address = watched.address();
  if (address === null || typeof address === "string") throw new Error("The watched server is not there.");
  return hostileTexts(`http://127.0.0.1:${address.port}`);
}

const subject = ["--prompt", "legal-advice", "--set", "hostile"];

/** Every text in every field of a conversation, in the prompt, and as the reply; the second version fails all checks. */
function prepare({ projectFile, env }: TestFolder): void {
  const all = texts();
  const file = (name: string): string => path.join(path.dirname(projectFile), name);
  const project = ["--project", projectFile];
  const rules = all.flatMap(({ name, text }) => {
    const user = `^${name}: `;
    return [
      { when: { user, system: "Version 2" }, replies: [{ text: `${text}!` }] },
      { when: { user }, replies: [{ text }] },
    ];
  });
  // The sample's model follows them from here on. JSON is YAML, and its escapes hold what a file in UTF-8 cannot.
  writeFileSync(
    file("legal-advice.rules.yaml"),
    JSON.stringify({ scripted: 1, name: "Hostile", rules, fallback: "no" }),
  );
  writeFileSync(file("hostile.jsonl"), all.map((one) => JSON.stringify(conversationOf(one))).join("\n"));
  runCommand(env, "import", file("hostile.jsonl"), "--set", "hostile", ...project);
  const message = all.map(({ text }) => text.replaceAll("\0", "").slice(0, 100)).join(" ");
  for (const version of [1, 2]) {
    writeFileSync(file("prompt.md"), promptOf(all, version));
    runCommand(env, "commit", file("prompt.md"), "--prompt", "legal-advice", "-m", message, ...project);
    runCommand(env, "replay", ...subject, "--version", "latest", "--samples", "1", ...project);
  }
}

/** What a page did that it must not: opened a dialog or a window, went elsewhere, asked somebody else. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  const home = new URL(page.url());
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => faults.push(`popup: ${popup.url()}`));
  page.on("request", (request) => {
    const to = new URL(request.url());
    const own = to.protocol === "data:" || to.protocol === "blob:" || to.protocol === "file:";
    if (!own && to.host !== home.host) faults.push(`asked ${request.url()}`);
  });
  return faults;
}

/** What a script or markup of a text's would have left in the page. */
const left = (page: Page): Promise<unknown> =>
  page.evaluate(() => ({
    ran: Reflect.get(globalThis, "hostileRan") ?? null,
    polluted: Reflect.get({}, "polluted") ?? null,
    frames: globalThis.frames.length,
    placed: document.querySelectorAll("body :is(iframe, object, embed, base, marquee, meta, link, script)").length,
  }));

test.describe("a project full of hostile texts", () => {
  test.describe.configure({ timeout: 300_000 });
  test.use({ project: { prepare } });

  test("runs no script, asks nobody and takes no window away, on any screen and in any report", async ({
    workbench: { page, host, projectFile, folder, env },
  }) => {
    const faults = watch(page);
    await page.getByRole("combobox", { name: "Conversation set" }).click();
    await page.getByRole("option", { name: /hostile/ }).click();
    const list = page.getByRole("listbox", { name: "Conversations by outcome" });
    const evidence = page.getByRole("region", { name: "Evidence" });
    const title = evidence.locator("h3[title]").first();
    await list.getByRole("option").first().click();
    const before = await left(page);

    // Every conversation: down the list as differences, up again as a chat window would show the replies.
    for (const [view, key] of [
      ["Diff", "j"],
      ["Rendered", "k"],
    ] as const) {
      await evidence.getByRole("button", { name: view, exact: true }).click();
      await list.focus();
      for (let step = 1; step < texts().length; step += 1) {
        const shown = (await title.getAttribute("title")) ?? "";
        await page.keyboard.press(key);
        await page.waitForFunction(
          (old) => document.querySelector("[aria-label=Evidence] h3[title]")?.getAttribute("title") !== old,
          shown,
        );
      }
      expect(await left(page), view).toEqual(before);
    }
    await evidence.getByRole("button", { name: "Request", exact: true }).click();
    for (const screen of ["2", "3", "4", "1"]) {
      await page.keyboard.press(`Control+${screen}`);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect(await left(page), `screen ${screen}`).toEqual(before);
    }
    expect(faults).toEqual([]);

    // A browser of its own opens what a person would open from a build server.
    for (const ending of host === "browser" ? ["html", "xml", "md", "json"] : []) {
      const file = path.join(folder, `report.${ending}`);
      runCommand(env, "compare", "v8", "v9", ...subject, "--project", projectFile, "--report", file);
      const opened = await page.context().browser()?.newPage();
      if (opened === undefined) throw new Error("There is no browser to open a report in.");
      await opened.goto("about:blank");
      const broken = watch(opened);
      await opened.goto(pathToFileURL(file).href);
      expect(await opened.locator("parsererror").count(), ending).toBe(0);
      expect(await left(opened), ending).toMatchObject({ ran: null, frames: 0, placed: 0 });
      expect(broken, ending).toEqual([]);
      await opened.close();
    }
    expect(asked).toEqual([]);
  });
});
