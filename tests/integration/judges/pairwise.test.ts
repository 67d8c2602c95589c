import { describe, expect, it } from "vitest";
import { agreementsOf } from "../../../electron/engine/judges/agreement.ts";
import { chooseScriptedJudge } from "../../fixtures/engine/scripted-judge.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const asks = (id: string, checks: { type: string; value: string }[] = []) => ({
  id,
  turns: [{ role: "user" as const, content: `Question ${id}` }],
  checks,
});
/** Version 2 makes a number up in "broke", says the same in "same" and something else in "other". */
const reply = ({ system, messages }: { system: string; messages: { content: string }[] }): string => {
  const question = messages.at(-1)?.content ?? "";
  const second = system.includes("second");
  if (question.endsWith("same")) return "Always this.";
  if (question.endsWith("broke")) return second ? "Call 555-0134." : "I cannot say.";
  return second ? "Two words." : "Other words.";
};

async function compared() {
  const engine = await testEngine([asks("broke"), asks("same"), asks("other")], { texts: ["the first", "the second"] });
  const server = await testServer({ reply });
  const before = await replayed(engine, requestFor(engine, server, { version: 1 }));
  const after = await replayed(engine, requestFor(engine, server, { version: 2 }));
  return { engine, before: before.id, after: after.id, ...engine.services };
}

describe("pairwise judging", () => {
  it("asks both orders of every changed pair, and cancels a preference for the place", async () => {
    const { engine, before, after, pairwise, store } = await compared();
    expect(pairwise.plan(before, after)).toEqual({ pairs: 2, calls: 4, judge: null });
    expect((await problemOf(() => pairwise.start(before, after))).message).toMatch(/choose one in Settings/);
    chooseScriptedJudge(engine);
    expect(pairwise.plan(before, after).judge).toBe("scripted/judge.yaml");
    pairwise.start(before, after);
    expect((await problemOf(() => pairwise.start(before, after))).code).toBe("busy");
    await pairwise.waitForEnd(before, after);
    expect(pairwise.status(before, after)).toMatchObject({
      running: false,
      done: 2,
      total: 2,
      problem: null,
      wins: { baseline: 1, candidate: 0, tie: 1, error: 0 },
    });
    const broke = store.preferences.get(Number(before), Number(after), "broke");
    expect(broke).toMatchObject({
      winner: "baseline",
      agreed: true,
      turn: 0,
      reason: "{candidate} makes up a number.",
    });
    expect(broke?.calls).toHaveLength(2);
    const other = store.preferences.get(Number(before), Number(after), "other");
    expect(other).toMatchObject({ winner: "tie", agreed: false });
    expect(store.preferences.get(Number(before), Number(after), "same")).toBeNull();
    expect(pairwise.plan(before, after)).toMatchObject({ pairs: 0, calls: 0 });
  });

  it("keeps an unreachable judge's pairs pending, and says why it gave up", async () => {
    const { engine, before, after, pairwise } = await compared();
    chooseScriptedJudge(engine, "scripted: 1\nname: x\nfallback: 'what?'\n");
    pairwise.start(before, after);
    await pairwise.waitForEnd(before, after);
    expect(pairwise.status(before, after).wins).toMatchObject({ error: 2 });
    expect(pairwise.plan(before, after).pairs).toBe(2);
  });
});

describe("agreement with people", () => {
  it("counts each reply once, by what the judge and the person said of it", async () => {
    const rubric = { type: "llm-rubric", value: "Makes no phone number up." };
    const engine = await testEngine(
      ["broke", "same", "other"].map((id) => asks(id, [rubric])),
      { texts: ["the second"] },
    );
    chooseScriptedJudge(engine);
    const server = await testServer({ reply });
    const run = await replayed(engine, requestFor(engine, server));
    await replayed(engine, requestFor(engine, server));
    const { store } = engine.services;
    expect(agreementsOf(store.agreements.judgedByBoth())).toEqual([]);
    for (const [id, verdict] of [
      ["broke", "bad"],
      ["same", "good"],
      ["other", "bad"],
    ] as const) {
      const place = store.runs.conversation(Number(run.id), id);
      const [output] = store.outputs.ofSample(Number(run.id), place?.position ?? -1, 0);
      const at = { contentId: place?.contentId ?? 0, turn: 0, textId: output?.textId ?? 0 };
      store.write(() => store.annotations.put(at, { verdict, note: "", author: "me", at: new Date().toISOString() }));
    }
    const [agreement] = agreementsOf(store.agreements.judgedByBoth());
    expect(agreement?.model).toBe("scripted/judge.yaml");
    expect(agreement?.table).toEqual({ bothPass: 1, judgeOnly: 1, personOnly: 0, bothFail: 1 });
    expect(agreement?.kappa).toBeCloseTo(0.4, 12);
  });
});
