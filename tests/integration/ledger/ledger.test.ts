import { chmodSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { openProject } from "../../../electron/engine/project.ts";
import {
  answerSuggestions,
  linkRule,
  readLedger,
  replaceRule,
  touchedByDraft,
  unlinkRule,
} from "../../../electron/engine/ledger/ledger.ts";
import { removeConversation, writeConversation } from "../../../electron/engine/conversations/conversations.ts";
import { commitDraft, commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { restoreVersion } from "../../../electron/engine/prompts/versions.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { addConversation, asking, testEngine } from "../../fixtures/engine/test-engine.ts";
import { first, ledgerWorld, linked } from "./ledger-helpers.ts";

describe("the ledger", () => {
  it("says which rules and which conversations have nobody, before anything is linked", async () => {
    const { read } = await ledgerWorld();
    const ledger = await read();
    expect(ledger.version).toBe("draft");
    expect(ledger.rules.map(({ line, text, conversations, ids }) => [line, text, conversations, ids])).toEqual([
      [1, "You are Lex.", [], []],
      [2, "- Be kind.", [], []],
      [3, "- Never mention competitors.", [], []],
      [4, "- Ask for the city.", [], []],
    ]);
    expect(ledger.without).toEqual(["a", "b", "c", "d"]);
    expect(ledger.gone).toEqual([]);
  });

  it("links a rule to conversations, once, and unlinks them", async () => {
    const { engine, over, link, read } = await ledgerWorld();
    await link("competitors", ["b", "a"]);
    await link("competitors", ["a"]);
    const ledger = await read();
    expect(linked(ledger)).toEqual([["- Never mention competitors.", ["a", "b"]]]);
    expect(ledger.rules[2]?.ids).toHaveLength(1);
    expect(ledger.without).toEqual(["c", "d"]);
    unlinkRule(engine.services.store, over, ledger.rules[2]?.ids ?? [], ["a"]);
    expect(linked(await read())).toEqual([["- Never mention competitors.", ["b"]]]);
  });

  it("refuses a rule that the text does not have, and a conversation that the set does not", async () => {
    const { engine, over, link, read } = await ledgerWorld();
    const { store } = engine.services;
    const stale = await problemOf(() => linkRule(store, over, { ref: "draft", line: 3, text: "- Sing." }, ["a"]));
    expect([stale.code, stale.message]).toEqual([
      "conflict",
      "Line 3 of draft does not say this any more. Nothing was linked: look again.",
    ]);
    expect((await problemOf(() => link("kind", ["nobody"]))).code).toBe("not-found");
    expect(linked(await read())).toEqual([]);
  });

  it("follows a rule that moved, was renumbered and was worded anew, version by version", async () => {
    const { link, read, commit } = await ledgerWorld();
    await link("competitors", ["a"]);
    commit(["You are Lex.", "- Never mention competitors or their products.", "- Be kind.", "- Ask for the city."]);
    commit(["You are Lex.", "1. Never speak of products of other firms.", "2. Be kind.", "3. Ask for the city."]);
    commit(["1. Be kind.", "2. Ask for the city.", "3. Never speak of products of other firms."]);
    expect(linked(await read())).toEqual([["3. Never speak of products of other firms.", ["a"]]]);
    // Each version has it as it was called there.
    expect(linked(await read("v2"))).toEqual([["- Never mention competitors or their products.", ["a"]]]);
    expect(linked(await read("v1"))).toEqual([["- Never mention competitors.", ["a"]]]);
  });

  it("knows a rule that was linked late by what it was called before", async () => {
    const { engine, over, link, read, commit } = await ledgerWorld();
    commit(first.with(2, "- Never mention competitors or their products."));
    commit(first.with(2, "- Never speak of products of other firms."));
    await link("products", ["a"], "v3");
    expect(linked(await read("v1"))).toEqual([["- Never mention competitors.", ["a"]]]);
    restoreVersion(engine.services.store, over.promptId, 1);
    expect(linked(await read())).toEqual([["- Never mention competitors.", ["a"]]]);
  });

  it("lists a rule that is gone with its conversations, until a restore brings it back", async () => {
    const { engine, over, link, read, commit } = await ledgerWorld();
    await link("competitors", ["a", "b"]);
    commit(first.toSpliced(2, 1));
    const without = await read();
    expect(linked(without)).toEqual([]);
    expect(without.gone).toMatchObject([
      { text: "- Never mention competitors.", seen: 1, after: null, conversations: ["a", "b"] },
    ]);
    expect(without.without).toEqual(["c", "d"]);
    commit([...first.toSpliced(2, 1), "- Something else altogether."]);
    expect((await read()).gone).toHaveLength(1);
    restoreVersion(engine.services.store, over.promptId, 1);
    const back = await read();
    expect(linked(back)).toEqual([["- Never mention competitors.", ["a", "b"]]]);
    expect(back.gone).toEqual([]);
  });

  it("lets another rule stand for one that is gone", async () => {
    const { engine, over, link, read, commit } = await ledgerWorld();
    const { store } = engine.services;
    await link("competitors", ["a"]);
    await link("city", ["b"]);
    commit(first.with(2, "- Talk about our own firm alone."));
    const [lost] = (await read()).gone;
    const by = { ref: "draft", line: 3, text: "- Talk about our own firm alone." };
    await replaceRule(store, over.promptId, lost?.id ?? "", by);
    const ledger = await read();
    expect(linked(ledger)).toEqual([
      ["- Talk about our own firm alone.", ["a"]],
      ["- Ask for the city.", ["b"]],
    ]);
    expect(ledger.gone).toEqual([]);
    const refused = await problemOf(() => replaceRule(store, over.promptId, ledger.rules[3]?.ids[0] ?? "", by));
    expect(refused.code).toBe("conflict");
  });

  it("keeps a link made in a draft through further edits and the commit", async () => {
    const { link, read, draft, commit } = await ledgerWorld();
    draft(first.with(3, "- Ask for the city.\n- Never invent phone numbers."));
    await link("phone", ["c"]);
    draft(first.with(3, "- Ask for the city.\n- Never invent phone numbers or fees."));
    expect(linked(await read())).toEqual([["- Never invent phone numbers or fees.", ["c"]]]);
    const text = first.with(3, "- Ask for the city.\n- Never invent phone numbers, fees or dates.");
    draft(text);
    commit(text);
    expect(linked(await read("v2"))).toEqual([["- Never invent phone numbers, fees or dates.", ["c"]]]);
    expect((await read("v1")).gone).toMatchObject([{ conversations: ["c"], seen: 2 }]);
  });

  it("follows a conversation that gets another id, and tells of one that was deleted", async () => {
    const { engine, over, link, read } = await ledgerWorld();
    const { store } = engine.services;
    await link("competitors", ["a", "b"]);
    const renamed = store.conversations.get(Number(over.setId), "a");
    if (!renamed) throw new Error("conversation a is missing");
    writeConversation(store, over.setId, { ...renamed, id: "a2" }, "a");
    removeConversation(store, over.setId, "b");
    expect((await read()).rules[2]).toMatchObject({ conversations: ["a2"], missing: ["b"] });
    addConversation(engine, over.setId, asking("b", ["b?"]));
    expect((await read()).rules[2]).toMatchObject({ conversations: ["a2", "b"], missing: [] });
  });

  it("says how many conversations of other sets a rule has", async () => {
    const { engine, over, link, read } = await ledgerWorld();
    const { store } = engine.services;
    const other = String(store.write(() => store.conversations.insertSet("others", "2026-01-01T00:00:00.000Z")));
    addConversation(engine, other, asking("x", ["x?"]));
    await linkRule(store, { ...over, setId: other }, { ref: "draft", line: 2, text: "- Be kind." }, ["x"]);
    await link("competitors", ["a"]);
    const { rules, without } = await read();
    expect(rules[1]).toMatchObject({ conversations: [], elsewhere: 1 });
    expect(rules[2]).toMatchObject({ conversations: ["a"], elsewhere: 0 });
    expect(without).toEqual(["b", "c", "d"]);
    store.write(() => store.conversations.removeSet(Number(other)));
    expect((await read()).rules[1]).toMatchObject({ elsewhere: 0 });
  });

  it("takes two rules that say the same for two, and keeps them apart", async () => {
    const { link, read, commit } = await ledgerWorld(["# One", "- Be brief.", "# Two", "- Be brief."]);
    await link("brief", ["a"]);
    expect(linked(await read())).toEqual([["- Be brief.", ["a"]]]);
    commit(["# One", "- Be brief.", "- And kind.", "# Two", "- Be brief."]);
    const { rules } = await read();
    expect(rules.map(({ conversations }) => conversations)).toEqual([["a"], [], []]);
  });

  it("answers nothing for a prompt without a rule, or a set without a conversation", async () => {
    const { read } = await ledgerWorld(["# Only a heading"], []);
    expect(await read()).toEqual({ version: "draft", rules: [], gone: [], without: [], suggestions: [] });
  });

  it("is read in a file that nobody may change, and says so where somebody tries", async () => {
    const { engine, over, link, commit } = await ledgerWorld();
    await link("competitors", ["a"]);
    commit(first.with(2, "- Never mention competitors or their products."));
    commit(first.with(2, "- Never speak of products of other firms."));
    engine.services.store.close();
    chmodSync(engine.file, 0o444);
    const store = openProject(engine.file, null);
    onTestFinished(() => store.close());
    expect(store.readOnly).toBe(true);
    expect(linked(await readLedger(store, over, "draft"))).toEqual([
      ["- Never speak of products of other firms.", ["a"]],
    ]);
    const rule = { ref: "draft", line: 2, text: "- Be kind." };
    expect((await problemOf(() => linkRule(store, over, rule, ["b"]))).code).toBe("read-only");
  });

  it("keeps what is linked before there is any version", async () => {
    const engine = await testEngine([asking("a", ["a?"])], { texts: [] });
    const { store } = engine.services;
    const draft = getDraft(store, engine.promptId);
    saveDraft(store, { ...draft, text: "- Be kind.\n- Be brief." });
    await linkRule(store, engine, { ref: "draft", line: 2, text: "- Be brief." }, ["a"]);
    expect(await touchedByDraft(store, engine)).toEqual([]);
    saveDraft(store, { ...getDraft(store, engine.promptId), text: "- Be brief and clear.\n- Be kind." });
    commitDraft(store, engine.promptId, "first", null);
    expect(linked(await readLedger(store, engine, "v1"))).toEqual([["- Be brief and clear.", ["a"]]]);
  });

  it("follows rules of texts with Windows line ends", async () => {
    const { engine, over, link, read } = await ledgerWorld([first.join("\r\n")]);
    await link("competitors", ["a"]);
    const next = first.with(2, "- Never mention competitors or their products.").join("\r\n");
    commitText(engine.services.store, over.promptId, next, "a change", null);
    expect(linked(await read())).toEqual([["- Never mention competitors or their products.", ["a"]]]);
    commitText(engine.services.store, over.promptId, next.replaceAll("\r\n", "\n"), "line ends", null);
    expect((await read("v3")).rules.map(({ change }) => change)).toEqual([null, null, null, null]);
  });

  it("leaves alone a proposal that nobody knows", async () => {
    const { engine, over, read } = await ledgerWorld();
    answerSuggestions(engine.services.store, over, true, [{ ruleId: "9", conversationId: "a" }]);
    expect(linked(await read())).toEqual([]);
  });
});
