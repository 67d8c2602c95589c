import { describe, expect, it } from "vitest";
import { freeConversationId } from "../../../electron/engine/analysis/regression-tests/regression-tests.ts";
import type { RecordedReplyRef } from "../../../shared/contract/verdicts.ts";
import type { RegressionTestDraft } from "../../../shared/domain/test-generation.ts";
import { chooseScriptedJudge } from "../../fixtures/engine/scripted-judge.ts";
import { addConversation } from "../../fixtures/engine/test-engine.ts";
import { judging, twoVersions } from "../annotations/helpers.ts";

const conversation = {
  id: "reach",
  title: "How can I reach you?",
  tags: ["contact"],
  turns: [
    { role: "user" as const, content: "Hello" },
    { role: "user" as const, content: "How can I reach you?", checks: [{ type: "not-icontains", value: "LexDirect" }] },
  ],
};

const at = (runId: string, turn = 1): RecordedReplyRef => ({ runId, conversationId: "reach", turn, sample: 0 });

/** The older version sends to a form, the newer one makes up a number and names a rival. */
async function compared() {
  const world = await twoVersions([conversation], (system, question) => {
    if (question === "Hello") return `Hello from ${system}`;
    return system === "Old." ? "Please use the form." : "Call Harriet Winter of LexDirect on 555-0142.";
  });
  const before = await world.replay(1);
  const after = await world.replay(2);
  const { guards } = world.engine.services;
  const suggest = () => guards.suggest({ reply: at(after.id), other: at(before.id) });
  return { ...world, before, after, guards, suggest };
}

const typed = ({ suggestions }: RegressionTestDraft) =>
  suggestions.map(({ source, check, reply, other, ticked }) => [
    source,
    check.type,
    check.value,
    reply?.status,
    other?.status,
    ticked,
  ]);

describe("the conversation that a reply becomes", () => {
  it("has the turns up to it, and checks that fail on it and pass on the other side's", async () => {
    const { suggest, engine } = await compared();
    const draft = await suggest();
    expect(draft).toMatchObject({ from: "reach", tags: ["contact"], setId: engine.setId, history: "live" });
    expect(draft.turns).toEqual([
      { user: "Hello", fixed: null, replied: "Hello from New." },
      { user: "How can I reach you?", fixed: null, replied: null },
    ]);
    expect(typed(draft)).toEqual([
      ["check", "not-icontains", "LexDirect", "fail", "pass", true],
      ["fact", "not-contains", "555-0142", "fail", "pass", true],
      ["fact", "not-unsupported-fact", ["phone"], "fail", "pass", true],
      ["text", "not-contains", "Harriet Winter of LexDirect", "fail", "pass", false],
    ]);
  });

  it("takes words alone where nothing firmer speaks against the reply, and nothing where nothing does", async () => {
    const { replay, engine } = await twoVersions(
      [{ ...conversation, turns: [{ role: "user", content: "Who?" }] }],
      (s) => (s === "Old." ? "Ask us." : "Ask Harriet Winter."),
    );
    const [before, after] = [await replay(1), await replay(2)].map(({ id }) => at(id, 0));
    if (!before || !after) throw new Error("no runs");
    const { guards } = engine.services;
    expect(typed(await guards.suggest({ reply: after, other: before }))).toEqual([
      ["text", "not-contains", "Harriet Winter", "fail", "pass", true],
    ]);
    expect((await guards.suggest({ reply: after, other: null })).suggestions).toEqual([]);
  });

  it("suggests a rubric of a bad verdict's note once a judge is chosen, and asks it only when told to", async () => {
    const { suggest, engine, after, before, guards } = await compared();
    judging(engine, "reach").give(after.id, "bad", "It makes up a number.", 1);
    expect((await suggest()).suggestions.map(({ source }) => source)).not.toContain("verdict");
    chooseScriptedJudge(engine);
    const rubric = (await suggest()).suggestions.find(({ source }) => source === "verdict");
    expect(rubric).toMatchObject({ check: { type: "llm-rubric" }, reply: null, other: null, asks: 2, ticked: false });
    expect(rubric?.check.value).toContain("It makes up a number.");
    expect(engine.services.store.judgeCalls.newestId()).toBe(0);
    const pair = { reply: at(after.id), other: at(before.id) };
    const check = rubric?.check ?? { type: "none" };
    expect(await guards.try(pair, check, false)).toEqual({ reply: null, other: null });
    expect(await guards.try(pair, check, true)).toMatchObject({ reply: { status: "fail" }, other: { status: "pass" } });
  });

  it("tries any check, and says of one that cannot be evaluated why", async () => {
    const { guards, after } = await compared();
    const pair = { reply: at(after.id), other: null };
    expect(await guards.try(pair, { type: "contains", value: "Winter" }, false)).toMatchObject({
      reply: { status: "pass" },
      other: null,
    });
    const { reply } = await guards.try(pair, { type: "containz", value: "x" }, false);
    expect(reply).toMatchObject({ status: "error" });
    expect(reply?.reason).toContain("did you mean “contains”?");
  });

  it("is asked of a reply that is gone with words", async () => {
    const { guards, after } = await compared();
    await expect(guards.suggest({ reply: at(after.id, 7), other: null })).rejects.toMatchObject({ code: "not-found" });
  });

  it("leaves the other side out where it was asked something else", async () => {
    const { engine, suggest, replay, before } = await compared();
    const edited = {
      ...conversation,
      turns: [...conversation.turns.slice(0, 1), { role: "user" as const, content: "Where?" }],
    };
    addConversation(engine, engine.setId, edited, "reach");
    const after = await replay(2);
    const { guards } = engine.services;
    expect((await guards.suggest({ reply: at(after.id), other: at(before.id) })).other).toBeNull();
    expect((await suggest()).other).toBe("Please use the form.");
  });

  it("gets an id that its set does not have", async () => {
    const { engine } = await compared();
    const { store } = engine.services;
    expect(freeConversationId(store, engine.setId, "reach-guard")).toBe("reach-guard");
    expect(freeConversationId(store, engine.setId, "reach")).toBe("reach-2");
    addConversation(engine, engine.setId, { ...conversation, id: "reach-2" });
    expect(freeConversationId(store, engine.setId, "reach")).toBe("reach-3");
    expect(freeConversationId(store, engine.setId, "x".repeat(400)).length).toBeLessThanOrEqual(200);
  });
});
