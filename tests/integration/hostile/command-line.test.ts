import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { exportConversations } from "../../../electron/engine/import-export/export-conversations.ts";
import { createSet } from "../../../electron/engine/conversations/conversations.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { conversationSchema } from "../../../shared/domain/conversation.ts";
import { addConversation, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { conversationOf, idOf, kept, promptOf } from "../../fixtures/hostile/conversation.ts";
import { expectSafe, turning } from "../../fixtures/hostile/said.ts";
import { hostileTexts } from "../../fixtures/hostile/texts.ts";
import { notXml } from "../../unit/import-export/well-formed.ts";
import { buildCli, parseAs, workplace } from "../cli/run-cli.ts";

beforeAll(buildCli, 120_000);

const compared = z.object({
  conversations: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      turns: z.array(z.object({ baseline: z.string(), candidate: z.string() })),
    }),
  ),
});

it("a project full of hostile texts gives no command to a terminal, breaks no report, and loses nothing", async () => {
  const texts = hostileTexts("http://127.0.0.1:9");
  expect(texts.length).toBeGreaterThanOrEqual(150);
  const byName = new Map(texts.map((one) => [one.name, one.text]));
  const all = texts
    .filter(({ name }) => /^(?:terminal|unicode)/.test(name))
    .map(({ text }) => text.replaceAll("\0", ""))
    .join(" ");
  const server = await testServer({
    reply: ({ system, messages }) => {
      const [name = ""] = (messages.at(-1)?.content ?? "").split(":");
      if (name === "refused") throw new Error(all);
      return `${byName.get(name) ?? name}${(system ?? "").includes("Version 2") ? "!" : ""}`;
    },
  });
  const place = workplace();
  const engine = await testEngine(texts.map(conversationOf), {
    texts: [promptOf(texts, 1), promptOf(texts, 2)],
    file: place.file("p.cproof"),
  });
  const { store } = engine.services;
  for (const version of [1, 2]) await replayed(engine, requestFor(engine, server, { version }));
  commitText(store, engine.promptId, `${promptOf(texts, 2)} More.`, all, null);
  addConversation(engine, createSet(store, "refused").id, {
    id: "r",
    turns: [{ role: "user", content: "refused: x" }],
  });

  // What the window exports comes back as it went in.
  const found = texts.flatMap((one) => store.conversations.get(Number(engine.setId), idOf(one)) ?? []);
  const exported = exportConversations(found, "counterproof").text.trimEnd().split("\n");
  const read = exported.map((line) => parseAs(conversationSchema, line));
  expect(read.map(({ notes }) => notes)).toEqual(texts.map(kept));
  expect(read.map(({ turns }) => turns[0]?.content)).toEqual(texts.map((one) => `${one.name}: ${one.text}`));
  await engine.close();

  const said = async (code: number, ...args: string[]) => {
    const done = await place.run([...args, "--project", "p.cproof"]);
    return expectSafe(done, [code], args[0] ?? "");
  };
  const versions = ["v1", "v2", "--prompt", "lex", "--set", "cases"];

  // One line for each version, and for each conversation: none is forged.
  const log = await said(0, "log", "--prompt", "lex");
  expect(log.out.trimEnd().split("\n")).toHaveLength(3);
  const comparison = await said(0, "compare", ...versions, "--report", "r.md");
  const lines = comparison.out.trimEnd().split("\n");
  expect(lines.filter((line) => line.startsWith("  ▼ broke"))).toHaveLength(texts.length);
  expect(lines.filter((line) => line.startsWith(" ")).length).toBe(texts.length);

  const json = parseAs(compared, (await said(0, "compare", ...versions, "--json", "--report", "r.xml")).out);
  const byId = new Map(json.conversations.map((one) => [one.id, one]));
  for (const one of texts) {
    expect(byId.get(idOf(one)), one.name).toMatchObject({
      title: kept(one).slice(0, 480).toWellFormed(),
      turns: [{ baseline: kept(one), candidate: `${kept(one)}!` }],
    });
  }
  for (const ending of ["md", "xml"]) {
    const report = readFileSync(place.file(`r.${ending}`), "utf8");
    expect(report, ending).not.toMatch(turning);
    expect(report, ending).not.toMatch(notXml);
  }

  // A provider's own words, and names that do not exist, come back in messages.
  const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`, "--samples", "1"];
  await said(3, "replay", "--prompt", "lex", "--set", "refused", "--version", "v1", ...model);
  const unknown = await said(2, "log", "--prompt", all);
  expect(unknown.err).toMatch(/^counterproof: [^\n]+\n$/);
}, 240_000);
