import { readFileSync, writeFileSync } from "node:fs";
import { createRouterClient, safe } from "@orpc/server";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import { requirePrompt } from "../../../electron/engine/prompts/prompts.ts";
import { branchNameSchema } from "../../../shared/domain/prompt.ts";
import { conversationSchema } from "../../../shared/domain/conversation.ts";
import {
  addConversation,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";
import { conversationOf, idOf, kept, promptOf } from "../../fixtures/hostile/conversation.ts";
import { foreignFiles } from "../../fixtures/hostile/foreign-files.ts";
import { expectSafe, textsIn, turning } from "../../fixtures/hostile/said.ts";
import { hostileTexts } from "../../fixtures/hostile/texts.ts";
import { checkWellFormed, notXml } from "../../unit/import-export/well-formed.ts";
import { importDocument } from "../cli/documents.ts";
import { buildCli, finished, parseAs, workplace, type Workplace } from "../cli/run-cli.ts";

beforeAll(buildCli, 120_000);

const texts = hostileTexts("http://127.0.0.1:9");
const byName = new Map(texts.map((one) => [one.name, one.text]));
/** What can stand in a list of arguments, which end at a NUL. */
const ids = texts.map(idOf).filter((id) => !id.includes("\0"));
/** As a name: at most 100 characters, without space around it. */
const named = texts.map((one) => kept(one).slice(0, 100).toWellFormed().trim()).filter((name) => name !== "");
const names = [...new Set(named)];
/** As far as arguments can hold them. */
const words = names.map((name) => name.replaceAll("\0", ""));
const promptName = "lex \u001B]52;c;aGk=\u0007\u202E\r\nforged: 0 broke";
const setName = "cases \u009B31m\u2066\u200B\nforged: 0 broke";
const subject = ["--prompt", promptName, "--set", setName];

/** A list of rules, one a line, each of a text. */
const ruleList = texts.map(
  ({ text }) => `- ${text.replaceAll("\0", "").toWellFormed().replaceAll(/\s+/g, " ").trim()}`,
);

const fewTexts = texts.filter(({ name }) =>
  /^(?:html-30|terminal-(?:10|11|16)|unicode-(?:3|9)|injection-35)$/.test(name),
);

const proposed = (count: number): string =>
  JSON.stringify({
    conversations: texts
      .filter(({ text }) => text.trim() !== "")
      .slice(-count)
      .map(({ text }) => ({
        title: text.slice(0, 300),
        turns: [`new ${text}`.slice(0, 8_000)],
        why: text.slice(0, 2_000),
      })),
  });

/** Answers with the text that a question names: as the model, as the judge's reason and as what a model proposes. */
async function hostileServer() {
  return testServer({
    reply: ({ system, messages }) => {
      const last = messages.at(-1)?.content ?? "";
      if (system?.startsWith("You write test conversations")) return proposed(100);
      const name = /(?:^|\n)([a-z]+-\d+): /.exec(last)?.[1] ?? "";
      const text = byName.get(name) ?? last;
      if (system?.startsWith("You are a careful examiner"))
        return JSON.stringify({
          reason: text.trim() === "" ? "x" : text,
          pass: !last.includes(`${text}!\n`),
          score: 0.5,
        });
      return `${text}${system?.includes("Version 2") ? "!" : ""}`;
    },
  });
}

/** A project in which every text stands wherever somebody else may write one. */
async function hostileProject(place: Workplace) {
  const server = await hostileServer();
  const conversations = texts.map((one) => {
    const made = conversationOf(one);
    return { ...made, checks: [...made.checks, { type: "llm-rubric", value: `Is it so? ${one.text}` }] };
  });
  const engine = await testEngine(conversations, {
    texts: [promptOf(texts, 1), promptOf(texts, 2)],
    file: place.file("p.cproof"),
  });
  const { promptId, setId } = engine;
  const call = createRouterClient(engine.router);
  const address = { provider: "openai-compatible" as const, baseUrl: `${server.url}/v1`, settings: { temperature: 0 } };
  const limits = { requestsPerMinute: null, tokensPerMinute: null };
  const judge = await call.models.save({
    ...address,
    model: "small",
    id: null,
    name: "judge",
    isDefault: false,
    ...limits,
  });
  await call.judges.save({
    modelId: judge.id,
    embedding: null,
    instructions: texts.map(kept).join(" ").slice(0, 20_000),
  });
  for (const name of names) {
    await call.prompts.create({ name, text: name });
    await call.sets.create({ name });
    await call.models.save({
      ...address,
      baseUrl: "http://127.0.0.1:9/v1",
      model: name,
      id: null,
      name,
      isDefault: false,
      ...limits,
    });
    await call.judges.rubrics.save({ id: null, name, text: name, threshold: null, setIds: [] });
  }
  await importsUnchanged(engine);
  // What has no form of a name is refused, and the rest are names and nothing else.
  for (const name of names) {
    const made = [
      await safe(call.labels.set({ promptId, number: 1, label: name })),
      await safe(call.branches.create({ promptId, name: `b.${name}`, from: null })),
    ];
    const fits = branchNameSchema.safeParse(name).success;
    expect(
      made.map(({ error }) => error === null),
      name,
    ).toEqual([fits, branchNameSchema.safeParse(`b.${name}`).success]);
    if (fits)
      expect(resolveRef(engine.services.store, requirePrompt(engine.services.store, promptId), name)).toMatchObject({
        kind: "version",
        version: { number: 1 },
      });
    else
      expect(() => resolveRef(engine.services.store, requirePrompt(engine.services.store, promptId), name)).toThrow();
  }
  const runs = [];
  for (const version of [1, 2])
    runs.push(await replayed(engine, requestFor(engine, server, { version, model: { ...address, model: "small" } })));
  for (const { id } of runs) {
    for (const one of texts)
      await call.people.give({
        runId: id,
        conversationId: idOf(one),
        turn: 0,
        sample: 0,
        verdict: id === runs[0]?.id ? "good" : "bad",
        note: kept(one).slice(0, 2_000),
      });
  }
  const rules = await call.prompts.create({ name: "rules", text: "" });
  commitText(engine.services.store, rules.id, ruleList.join("\n"), "rules", null);
  const few = await call.sets.create({ name: "few" });
  for (const one of fewTexts) addConversation(engine, few.id, conversationOf(one));
  const both = await call.prompts.create({ name: "both", text: "" });
  commitText(engine.services.store, both.id, "Be kind.\n", "base", null);
  await call.branches.create({ promptId: both.id, name: "theirs", from: null });
  commitText(engine.services.store, both.id, `Be kind.\n${ruleList.slice(0, 90).join("\n")}\n`, "ours", null);
  commitText(engine.services.store, both.id, `Be kind.\n${ruleList.slice(90).join("\n")}\n`, "theirs", null, "theirs");
  await call.prompts.rename({ promptId, name: promptName });
  await call.sets.rename({ setId, name: setName });
  await engine.close();
  return {
    server,
    model: ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`, "--temperature", "0"],
  };
}

/** Through the window's way in: what is taken is taken as it is, and what is not is named. */
async function importsUnchanged(engine: TestEngine): Promise<void> {
  const call = createRouterClient(engine.router);
  const files = Object.entries(foreignFiles(texts)).map(([name, text]) => ({ name, bytes: new Blob([text]) }));
  const { set, added, rejected, warnings } = await call.exchange.import({ setName: "foreign", files });
  expect(added + rejected.length).toBe(4 * texts.length);
  const found = new Map(
    (await call.conversations.list({ setId: set?.id ?? "" })).map(({ id, firstUserTurn }) => [id, firstUserTurn]),
  );
  expect(found.size).toBe(added);
  expect(warnings.some(({ reason }) => reason.includes("were made plain line feeds"))).toBe(true);
  const { conversations } = engine.services.store;
  for (const one of texts) {
    for (const [prefix, sign, want] of [
      ["csv-", "x", kept(one).replaceAll("\0", "").replaceAll(/\r\n?/g, "\n")],
      ["", "", one.text],
      ["chat-", "", one.text],
      ["own-", "", one.text],
    ] as const) {
      const held = conversations.get(Number(set?.id), `${prefix}${one.name}`);
      if (held) expect(held.turns[0]?.content, prefix + one.name).toBe(`${sign}${want}`);
      else
        expect(
          rejected.some(({ reason }) => reason !== ""),
          prefix + one.name,
        ).toBe(true);
    }
  }
}

interface Commands {
  /** Runs it twice, for a person and for JSON; what both print is safe for a terminal. */
  run(codes: readonly number[], ...args: string[]): Promise<{ lines: string[]; said: string[]; json: unknown }>;
  /** Runs it once, for a person, and gives its lines. */
  shown(codes: readonly number[], ...args: string[]): Promise<string[]>;
  /** Wrong usage: the one line that says so. */
  refuse(...args: string[]): Promise<string>;
  place: Workplace;
  model: string[];
}

/** Every command: what it prints for a person line by line, and that its JSON has the texts as they are. */
const commands: Record<string, (given: Commands) => Promise<void>> = {
  async bisect({ run, refuse, model }) {
    const some = ids.slice(-100);
    const span = ["--good", "v1", "--bad", "v2"];
    const { lines, json } = await run([0], "bisect", ...span, ...subject, ...model, "--conversation", ...some);
    const { conversations } = z
      .object({ conversations: z.array(z.object({ steps: z.array(z.unknown()) })) })
      .parse(json);
    expect(lines).toHaveLength(conversations.reduce((sum, { steps }) => sum + steps.length + 2, 0));
    expectTexts(json, some);
    // One more than a search takes is said in words.
    const refused = await refuse("bisect", ...span, ...subject, ...model, "--conversation", ...ids.slice(-101));
    expect(refused).toMatch(/at most 100 conversations/);
  },
  async blame({ run, model }) {
    const { lines, json } = await run([0], "blame", "v1", "v2", ...subject, ...model);
    expect(lines.filter((line) => line.startsWith("▼ broke"))).toHaveLength(texts.length);
    expect(lines.filter((line) => line.startsWith("           line "))).toHaveLength(texts.length);
    expect(lines).toHaveLength(2 * texts.length);
    expectTexts(json, texts.map(idOf));
  },
  async audit({ run, model }) {
    const { lines, json } = await run([0], "audit", "v1", "--prompt", "rules", "--set", "few", ...model);
    const found = lines.filter((line) => /^(?:harmful|unguarded|idle|undetermined|guarded) +line \d+: /.test(line));
    expect(found.length).toBeGreaterThan(150);
    expect(lines.length - found.length).toBeLessThan(6);
    const { rules } = z.object({ rules: z.array(z.object({ text: z.string() })) }).parse(json);
    expect(rules.filter(({ text }) => !ruleList.includes(text))).toEqual([]);
    expect(rules.length).toBe(found.length);
  },
  async ledger({ run }) {
    const linked = ["--link", "1", "--conversation", ...fewTexts.map(idOf)];
    const on = ["ledger", "--prompt", "rules", "--set", "few", "--version", "v1"];
    const { lines, json } = await run([0], ...on, ...linked);
    expect(lines.slice(0, -1).filter((line) => !/^(?:no test|linked) +line \d+: /.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^v1 over "few": 1 of \d+ rules/);
    expectTexts(json, fewTexts.map(idOf));
    const without = await run([0], "ledger", ...subject);
    expect(without.lines.filter((line) => line.startsWith("no rule"))).toHaveLength(texts.length);
    expect(without.lines.filter((line) => !/^no (?:rule|test) /.test(line))).toHaveLength(1);
    expectTexts(without.json, texts.map(idOf));
  },
  async probe({ run, model }) {
    const { lines, said, json } = await run(
      [0],
      "probe",
      ...subject,
      ...model,
      "--count",
      "20",
      "--conversation",
      ids.at(-1) ?? "",
    );
    expect(lines).toHaveLength(20);
    for (const line of lines) parseAs(conversationSchema, line);
    expect(said.filter((line) => !/^(?:left out: |at most |known: |asking · )/.test(line))).toEqual([]);
    const titles = z
      .object({
        proposals: z.array(z.object({ conversation: z.object({ title: z.string() }) })),
        dropped: z.array(z.object({ title: z.string() })),
      })
      .parse(json);
    const known = new Set(texts.map((one) => kept(one).slice(0, 300).trim()));
    const all = [
      ...titles.proposals.map(({ conversation }) => conversation.title),
      ...titles.dropped.map(({ title }) => title),
    ];
    expect(all.filter((title) => !known.has(title.toWellFormed()))).toEqual([]);
    expect(all.length).toBe(100);
  },
  async merge({ run, refuse, place, model }) {
    const on = ["merge", "theirs", "--prompt", "both", "--set", "few", ...model];
    const { lines, json } = await run([1], ...on);
    const unknown = lines
      .slice(1, -1)
      .filter((line) => !/^(?: {2}conflict \d+, at line \d+$| {4}\S+:$| {6}- )/.test(line));
    expect(unknown).toEqual([]);
    const { conflicts } = z
      .object({ conflicts: z.array(z.object({ ours: z.string(), theirs: z.string() })) })
      .parse(json);
    expect(
      conflicts.flatMap(({ ours, theirs }) => [...ours.trimEnd().split("\n"), ...theirs.trimEnd().split("\n")]),
    ).toEqual(ruleList);
    writeFileSync(place.file("merged.md"), `Be kind. Version 2.\n${ruleList.join("\n")}\n`);
    const checked = await run([1], ...on, "--text", "merged.md");
    expect(await refuse(...on, "--text", "merged.md", "-m", "x".repeat(2_001))).toContain("at most 2000 characters");
    expect(checked.lines).toHaveLength(2 + fewTexts.length);
    expect(checked.lines.filter((line) => line.startsWith("▼ unlike both"))).toHaveLength(fewTexts.length);
    expectTexts(checked.json, fewTexts.map(idOf));
  },
  async branch({ run, refuse }) {
    const { lines, json } = await run([0], "branch", "--prompt", promptName);
    expect(lines).toHaveLength(z.array(z.unknown()).parse(json).length);
    await refuse("branch", "--prompt", promptName, "--from", words.join(" "), "x\u001B[31m\u202E");
  },
  async log({ run, refuse }) {
    const { lines, json } = await run([0], "log", "--prompt", promptName);
    expect(lines).toHaveLength(2);
    expectTexts(json, ["constructor", "toString"]);
    // Says which prompts there are: every name.
    await refuse("log", "--prompt", "\u001B]0;x\u0007\u202E");
  },
  async compare({ run, shown, refuse, place }) {
    const { lines, json } = await run([0], "compare", "v1", "v2", ...subject, "--report", "r.html");
    expect(lines.filter((line) => line.startsWith("  "))).toHaveLength(texts.length);
    expect(lines.filter((line) => line.startsWith("  ▼ broke"))).toHaveLength(texts.length);
    const reasons = new Set(textsIn(json).map(signsOf));
    expect(texts.filter(({ text }) => !reasons.has(signsOf(text)))).toEqual([]);
    for (const ending of ["md", "xml"]) await shown([0], "compare", "v1", "v2", ...subject, "--report", `r.${ending}`);
    for (const ending of ["html", "md", "xml"]) {
      const report = readFileSync(place.file(`r.${ending}`), "utf8");
      expect(turning.exec(report)?.[0] ?? null, ending).toBeNull();
      expect(notXml.exec(report)?.[0] ?? null, ending).toBeNull();
      if (ending !== "md") {
        const { tags } = checkWellFormed(report, ["meta"]);
        expect(
          tags.filter((tag) => /^(?:script|img|iframe|svg|link|form|object|base|marquee|input)$/.test(tag)),
        ).toEqual([]);
      }
    }
    await refuse("compare", "v1", "v2", "--prompt", promptName, "--set", "\u001B]0;x\u0007");
    await refuse("compare", "v1", "v2", ...subject, "--report", "r.\u001B[31m\u202Elmth");
  },
  async recheck({ shown }) {
    expect(await shown([0], "recheck", ...subject, "--version", "v2")).toHaveLength(1);
  },
  async commit({ shown, refuse, place }) {
    writeFileSync(place.file("\u001B[31m\u202Ep.md"), ruleList.join("\n"));
    const as = ["--prompt", `new ${promptName}`, "-m", ruleList.join(" ")];
    const lines = await shown([0], "commit", "\u001B[31m\u202Ep.md", ...as);
    expect(lines).toHaveLength(1);
    await refuse("commit", "\u001B[31m\u202Ep.md", ...as, "--label", "a\u001B[31m\u202E\rb");
  },
  async replay({ shown, refuse, model }) {
    const rules = ["--prompt", "rules", "--set", "few"];
    expect(await shown([0], "replay", "--version", "v1", ...rules, ...model, "--samples", "1")).toHaveLength(1);
    await refuse("replay", "--version", "v1", ...subject, "--model", "\u001B]0;x\u0007/\u202E");
  },
  async import({ run, shown, refuse, place }) {
    const files = Object.entries(foreignFiles(texts));
    for (const [name, text] of files) writeFileSync(place.file(name), text);
    const { lines, said, json } = await run([0], "import", ...files.map(([name]) => name), "--set", `new ${setName}`);
    const report = importDocument.parse(json);
    expect(report.rejected.length).toBeGreaterThan(30);
    expect(lines).toHaveLength(2 + report.rejected.length);
    expect(said.filter((line) => !line.startsWith("note: "))).toEqual([]);
    expect(said).toHaveLength(report.warnings.length);
    // A set's name has the same form as in the window, also where it comes from a file's.
    writeFileSync(place.file(" .jsonl"), JSON.stringify({ turns: [{ role: "user", content: "x" }] }));
    expect((await shown([0], "import", " .jsonl"))[0]).toMatch(/^Set "imported": 1 conversation/);
    for (const name of [" \n", "x".repeat(101)])
      expect(await refuse("import", " .jsonl", "--set", name)).toMatch(/--set .* cannot be used: a set/);
  },
  async serve({ refuse, place }) {
    const child = place.start(["serve", "--project", "p.cproof"]);
    const done = finished(child);
    child.stdout?.once("data", () => void child.kill("SIGTERM"));
    expectSafe(await done, [0], "serve");
    await refuse("serve", "--port", "\u001B[31m\u202E");
  },
  async init({ shown }) {
    const odd = "a\u001B[31m\u202E\nforged: 0 broke.cproof";
    const lines = await shown([0], "init", "--project", odd);
    expect(lines).toHaveLength(2);
  },
  async recover({ shown, place }) {
    const bytes = readFileSync(place.file("p.cproof"));
    bytes.fill(0x1b, 4096 * 200, 4096 * 204);
    writeFileSync(place.file("hurt.cproof"), bytes);
    const lines = await shown([3], "recover", "hurt.cproof", "--into", "into \u001B[31m\u202E.cproof");
    expect(
      lines.filter(
        (line) =>
          !/^(?:Took|Wrong with the file:|Lost|Taken, but|Not all|The file is not as it was saved|Next:| {2}\S)/.test(
            line,
          ),
      ),
    ).toEqual([]);
  },
};

/** A verdict's reason shows what hides as �, and has no space around it. */
const signsOf = (text: string): string => text.replaceAll(/[\p{C}\p{Z}\s\uFFFD]/gu, "");

function expectTexts(json: unknown, expected: readonly string[]): void {
  const found = new Set(textsIn(json));
  expect(JSON.stringify(expected.filter((text) => !found.has(text)))).toEqual("[]");
}

it("every command shows what others wrote as text, a line for each thing, and keeps it in JSON as it is", async () => {
  const place = workplace();
  const help = await place.run(["--help"]);
  const known = [...(help.out.split("Commands:")[1] ?? "").matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
  // A new command comes in here with what it prints.
  expect(new Set(known.filter((name) => name !== "help"))).toEqual(new Set(Object.keys(commands)));

  const { model } = await hostileProject(place);
  const inProject = (args: string[]): string[] =>
    args[0] === "recover" || args.includes("--project") ? args : [...args, "--project", "p.cproof"];
  const given: Commands = {
    place,
    model,
    async run(codes, ...args) {
      const what = args.slice(0, 2).join(" ");
      const { out, err } = expectSafe(await place.run(inProject(args)), codes, what);
      const parsed = expectSafe(await place.run([...inProject(args), "--json"]), codes, `${what} --json`);
      return { lines: linesOf(out), said: linesOf(err), json: parsed.out === "" ? null : JSON.parse(parsed.out) };
    },
    async shown(codes, ...args) {
      return linesOf(expectSafe(await place.run(inProject(args)), codes, args.slice(0, 2).join(" ")).out);
    },
    async refuse(...args) {
      const { out, err } = expectSafe(await place.run(inProject(args)), [2], args[0] ?? "");
      expect(out).toBe("");
      expect(err).toMatch(/^counterproof: [^\n]+\n$/);
      return err;
    },
  };
  for (const command of Object.values(commands)) await command(given);
}, 600_000);

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));
