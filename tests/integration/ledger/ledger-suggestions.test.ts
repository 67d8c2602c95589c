import { describe, expect, it } from "vitest";
import { answerSuggestions, readLedger, unlinkRule } from "../../../electron/engine/ledger/ledger.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { asking, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { blamed, blameWorld, lines, type BlameWorld } from "../analysis/blame-helpers.ts";
import { linked } from "./ledger-helpers.ts";

const before = lines("You are Lex.", "- Be kind.", "- Name the law.");
const after = lines("You are Lex.", "- Be kind.", "- Ask back.", "- Stay with the law.", "- Name the law.");
const asksBack = (system: string): boolean => system.includes("Ask back");

const read = async ({ engine, request: { promptId, setId } }: BlameWorld, ref = "latest") => {
  await engine.services.suggester.settled();
  return readLedger(engine.services.store, { promptId, setId }, ref);
};

describe("what blame proposes", () => {
  it("is the rule that fixed a conversation, which a person confirms", async () => {
    const world = await blameWorld([before, after], asksBack, { ids: ["a", "b"] });
    const told: string[] = [];
    world.engine.services.events.listen((event) => event.type === "changed" && told.push(event.topic));
    await blamed(world.engine, world.request);
    const found = await read(world);
    expect(told).toContain("ledger");
    expect(linked(found)).toEqual([]);
    expect(found.suggestions).toMatchObject(
      ["a", "b"].map((conversationId) => ({
        line: 3,
        text: "- Ask back.",
        conversationId,
        origin: "blame",
        reason: "fixed from v1 to v2 by this change",
      })),
    );
    answerSuggestions(world.engine.services.store, world.request, true, found.suggestions.slice(0, 1));
    const confirmed = await read(world);
    expect(linked(confirmed)).toEqual([["- Ask back.", ["a"]]]);
    expect(confirmed.suggestions.map(({ conversationId }) => conversationId)).toEqual(["b"]);
  });

  it("stays dismissed, whoever proposes it again, and so does what a person unlinked", async () => {
    const world = await blameWorld([before, after], asksBack, { ids: ["a", "b"] });
    const { engine, request } = world;
    const { store } = engine.services;
    await blamed(engine, request);
    const { suggestions } = await read(world);
    answerSuggestions(store, request, false, suggestions.slice(0, 1));
    answerSuggestions(store, request, true, suggestions.slice(1));
    unlinkRule(store, request, [suggestions[1]?.ruleId ?? ""], ["b"]);
    await blamed(engine, request);
    const { promptId, setId, model } = request;
    const audit = await engine.services.audits.start({ promptId, setId, ref: "v2", model });
    await engine.services.audits.settled(audit.id);
    expect(await read(world)).toMatchObject({ suggestions: [], without: ["a", "b"] });
  });

  it("is nothing where a conversation broke, or what went did it", async () => {
    const broke = await blameWorld([before, after], (system) => !asksBack(system));
    await blamed(broke.engine, broke.request);
    expect((await read(broke)).suggestions).toEqual([]);
    const removed = await blameWorld([after, before], (system) => !asksBack(system));
    await blamed(removed.engine, removed.request);
    expect((await read(removed)).suggestions).toEqual([]);
  });

  it("names each rule of a pair that does it only together", async () => {
    const world = await blameWorld([before, after], (system) => asksBack(system) && system.includes("Stay with"));
    await blamed(world.engine, world.request);
    expect((await read(world)).suggestions.map(({ text, reason }) => [text, reason])).toEqual([
      ["- Ask back.", "fixed from v1 to v2 by this change, with 1 other change"],
      ["- Stay with the law.", "fixed from v1 to v2 by this change, with 1 other change"],
    ]);
  });

  it("follows its rule into later versions", async () => {
    const world = await blameWorld([before, after], asksBack);
    await blamed(world.engine, world.request);
    await read(world);
    const reworded = after.replace("- Ask back.", "- Ask back and listen.");
    commitText(world.engine.services.store, world.request.promptId, reworded, "listen", null);
    expect((await read(world)).suggestions).toMatchObject([{ text: "- Ask back and listen.", conversationId: "a" }]);
  });
});

describe("what an audit proposes", () => {
  it("is each conversation that fails without a rule", async () => {
    const server = await testServer({ reply: ({ system }) => (asksBack(system ?? "") ? "yes" : "no") });
    const engine = await testEngine([asking("a", ["a?"], "yes"), asking("b", ["b?"])], { texts: [after] });
    const { promptId, setId } = engine;
    const { model } = requestFor(engine, server);
    const begun = await engine.services.audits.start({
      promptId,
      setId,
      ref: "latest",
      model: { ...model, settings: { temperature: 0 } },
    });
    await engine.services.audits.settled(begun.id);
    await engine.services.suggester.settled();
    const { suggestions } = await readLedger(engine.services.store, engine, "draft");
    expect(suggestions).toMatchObject([
      {
        line: 3,
        text: "- Ask back.",
        conversationId: "a",
        origin: "audit",
        reason: "fails without it, by the audit of v1",
      },
    ]);
  });
});
