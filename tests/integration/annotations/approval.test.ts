import { describe, expect, it } from "vitest";
import type { MatchRule } from "../../../shared/domain/annotation.ts";
import { asking, type NewConversation, type TestEngine } from "../../fixtures/engine/test-engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { counts, judging, statuses, twoVersions } from "./helpers.ts";

const texts = ["One.", "Two.", "Three."];
const replies: Record<string, string> = {
  "One.": "Our office is open on Monday from nine to five, all year round.",
  "Two.": "Our office is open on Monday from nine to six, all year round.",
  "Three.": "We never open.",
};
const byWords: MatchRule = { match: "similarity", method: "words", threshold: 0.9 };
/** A rubric that nobody can judge here: without a person it is not evaluated. */
const judged: NewConversation = {
  id: "a",
  turns: [{ role: "user", content: "hours" }],
  checks: [{ type: "llm-rubric", value: "is polite" }],
};

const three = (conversation: NewConversation) => twoVersions([conversation], (system) => replies[system] ?? "", texts);

async function review(engine: TestEngine, before: string, after: string): Promise<boolean | undefined> {
  return engine.services.comparisons.summary(before, after).rows[0]?.review;
}

describe("an approved reply", () => {
  it("passes by itself from then on where it comes again, whatever a judge says", async () => {
    const { engine, replay } = await three(judged);
    const first = await replay(1);
    expect(statuses(engine, first.id)).toEqual(["unevaluated"]);
    await judging(engine).approve(first.id);
    expect(statuses(engine, first.id)).toEqual(["passed"]);
    expect((await replay(1)).progress).toMatchObject({ passed: 1, unevaluated: 0 });
    expect((await replay(2)).progress).toMatchObject({ passed: 0, unevaluated: 1 });
  });

  it("lets similar replies pass, recorded before and after, and says how alike they are", async () => {
    const { engine, replay } = await three(judged);
    const [first, second] = [await replay(1), await replay(2)];
    await judging(engine).approve(first.id, byWords);
    const third = await replay(2);
    const other = await replay(3);
    const all = [first, second, third, other].map((run) => statuses(engine, run.id)[0]);
    expect(all).toEqual(["passed", "passed", "passed", "unevaluated"]);
    const { turns } = await engine.services.comparisons.conversation(second.id, third.id, "a", 0);
    expect(turns[0]?.candidate?.expected).toMatchObject({ own: false, rule: byWords });
    expect(turns[0]?.candidate?.expected?.similarity).toBeCloseTo(12 / 13, 12);
    expect(turns[0]?.candidate?.person).toBeNull();
  });

  it("never lets a reply pass that fails a check of facts", async () => {
    const { engine, replay } = await three(asking("a", ["hours"], "nine to five"));
    const [first, second] = [await replay(1), await replay(2)];
    await judging(engine).approve(first.id, byWords);
    expect([...statuses(engine, first.id), ...statuses(engine, second.id)]).toEqual(["passed", "failed"]);
  });

  it("is outranked by a person's bad on a reply like it, and is given up when it is called bad itself", async () => {
    const { engine, replay } = await three(judged);
    const [first, second] = [await replay(1), await replay(2)];
    const people = judging(engine);
    await people.approve(first.id, byWords);
    people.give(second.id, "bad");
    expect([...statuses(engine, first.id), ...statuses(engine, second.id)]).toEqual(["passed", "failed"]);
    people.remove(second.id);
    people.give(first.id, "bad");
    expect([...statuses(engine, first.id), ...statuses(engine, second.id)]).toEqual(["failed", "unevaluated"]);
    await people.approve(first.id);
    expect(statuses(engine, first.id)).toEqual(["passed"]);
  });

  it("gets another rule when it is approved again, and leaves nothing when it is taken back", async () => {
    const { engine, replay } = await three(judged);
    const [first, second] = [await replay(1), await replay(2)];
    const people = judging(engine);
    await people.approve(first.id, byWords);
    await people.approve(first.id, { match: "exact" });
    expect([...statuses(engine, first.id), ...statuses(engine, second.id)]).toEqual(["passed", "unevaluated"]);
    people.unapprove(first.id);
    expect(statuses(engine, first.id)).toEqual(["unevaluated"]);
    expect(counts(engine, first.id)).toEqual({ passed: 0, failed: 0, unevaluated: 1 });
  });

  it("of great length is compared by words or exactly, not by characters", async () => {
    const long = "word ".repeat(1_000);
    const { engine, replay } = await twoVersions([judged], () => long);
    const run = await replay(1);
    const byCharacters: MatchRule = { match: "similarity", method: "characters", threshold: 0.9 };
    const problem = await problemOf(() => judging(engine).approve(run.id, byCharacters));
    expect(problem).toMatchObject({ code: "bad-input" });
    expect(problem.message).toContain("by words");
    await judging(engine).approve(run.id, byWords);
    expect(statuses(engine, run.id)).toEqual(["passed"]);
  });
});

describe("the review queue", () => {
  it("has what changed until a person has judged every new reply of it", async () => {
    const { engine, replay } = await three(asking("a", ["hours", "hours"]));
    const [first, second] = [await replay(1), await replay(2)];
    const people = judging(engine);
    expect(await review(engine, first.id, second.id)).toBe(true);
    people.give(second.id, "good");
    expect(await review(engine, first.id, second.id)).toBe(true);
    people.give(second.id, "bad", "", 1);
    expect(await review(engine, first.id, second.id)).toBe(false);
    people.remove(second.id, 1);
    expect(await review(engine, first.id, second.id)).toBe(true);
  });

  it("has not what is the same, what cannot be compared and what matches an approved reply", async () => {
    const { engine, replay } = await three(asking("a", ["hours"]));
    const [first, same, second, third] = [await replay(1), await replay(1), await replay(2), await replay(3)];
    expect(await review(engine, first.id, same.id)).toBe(false);
    expect(engine.services.comparisons.summary(null, second.id).rows[0]?.review).toBe(false);
    await judging(engine).approve(first.id, byWords);
    expect(await review(engine, first.id, second.id)).toBe(false);
    expect(await review(engine, first.id, third.id)).toBe(true);
  });
});
