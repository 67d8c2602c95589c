import { describe, expect, it } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { asking, type NewConversation } from "../../fixtures/engine/test-engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { counts, judging, statuses, twoVersions } from "./helpers.ts";

const graded: NewConversation = {
  id: "a",
  turns: [{ role: "user", content: "hours" }],
  checks: [
    { type: "contains", value: "open" },
    { type: "llm-rubric", value: "is polite" },
  ],
};

describe("a person's verdict", () => {
  it("fails a reply without checks in every run, sample and version that has it, and counts there", async () => {
    const { engine, replay } = await twoVersions(
      [asking("a", ["hours"]), asking("b", ["hours"])],
      () => "We are open.",
    );
    const before = await replay(1, { samples: 2 });
    const after = await replay(2);
    const people = judging(engine);
    expect(engine.services.comparisons.summary(before.id, after.id).counts.stillPassing).toBe(2);

    people.give(after.id, "bad", "on Sundays?");
    expect(statuses(engine, before.id)).toEqual(["failed", "failed", "failed", "failed"]);
    expect(statuses(engine, after.id)).toEqual(["failed", "failed"]);
    expect(counts(engine, before.id)).toEqual({ passed: 0, failed: 4, unevaluated: 0 });
    expect(engine.services.store.runs.get(Number(after.id))?.run.progress).toMatchObject({ passed: 0, failed: 2 });
    const { counts: outcomes } = engine.services.comparisons.summary(before.id, after.id);
    expect(outcomes.stillFailing).toBe(2);

    people.remove(after.id);
    expect(statuses(engine, before.id)).toEqual(["passed", "passed", "passed", "passed"]);
    expect(engine.services.comparisons.summary(before.id, after.id).counts.stillPassing).toBe(2);
  });

  it("is not about the same words at another turn or in a conversation of other content", async () => {
    const { engine, replay } = await twoVersions(
      [asking("a", ["hours", "hours"]), asking("c", ["hours"])],
      () => "We are open.",
    );
    const run = await replay(1);
    judging(engine).give(run.id, "bad", "", 1);
    expect(statuses(engine, run.id)).toEqual(["failed", "passed"]);
    const { turns } = await engine.services.comparisons.conversation(null, run.id, "a", 0);
    expect(turns.map((turn) => turn.candidate?.person?.verdict ?? null)).toEqual([null, "bad"]);
  });

  it("outranks a judge that could not be asked, but no check that is a fact", async () => {
    const { engine, replay } = await twoVersions([graded], (system) => (system === "Old." ? "We are open." : "Shut."));
    const before = await replay(1);
    const after = await replay(2);
    const people = judging(engine);
    expect([...statuses(engine, before.id), ...statuses(engine, after.id)]).toEqual(["unevaluated", "failed"]);
    people.give(before.id, "good");
    people.give(after.id, "good");
    expect([...statuses(engine, before.id), ...statuses(engine, after.id)]).toEqual(["passed", "failed"]);
    expect(counts(engine, before.id)).toEqual({ passed: 1, failed: 0, unevaluated: 0 });
    people.remove(before.id);
    expect(statuses(engine, before.id)).toEqual(["unevaluated"]);
  });

  it("holds for replies recorded later, from the model and from the cache", async () => {
    const { engine, replay } = await twoVersions([asking("a", ["hours"])], () => "We are open.");
    const first = await replay(1, { useCache: true });
    judging(engine).give(first.id, "bad");
    const cached = await replay(1, { useCache: true });
    expect(cached.progress).toMatchObject({ cached: 1, passed: 0, failed: 1 });
    expect((await replay(2)).progress).toMatchObject({ passed: 0, failed: 1 });
  });

  it("survives the run it was given in, and the engine", async () => {
    const { engine, replay } = await twoVersions([asking("a", ["hours"])], () => "We are open.");
    const first = await replay(1);
    judging(engine).give(first.id, "bad", "wrong hours");
    engine.services.replays.remove(first.id);
    const again = await replay(2);
    expect(statuses(engine, again.id)).toEqual(["failed"]);
    const other = await openEngine({
      projectFile: engine.file,
      host: "browser",
      env: {},
      vault: null,
      log: () => undefined,
    });
    const { turns } = await other.services.comparisons.conversation(null, again.id, "a", 0);
    await other.close();
    expect(turns[0]?.candidate?.person).toMatchObject({ verdict: "bad", note: "wrong hours" });
    expect(turns[0]?.candidate?.person?.author).not.toBe("");
  });

  it("keeps its note when only the verdict is changed, and takes a new one", async () => {
    const { engine, replay } = await twoVersions([asking("a", ["hours"])], () => "We are open.");
    const run = await replay(1);
    const people = judging(engine);
    const said = async () =>
      (await engine.services.comparisons.conversation(null, run.id, "a", 0)).turns[0]?.candidate?.person;
    people.give(run.id, "bad", "look at Sunday");
    people.give(run.id, "good");
    expect(await said()).toMatchObject({ verdict: "good", note: "look at Sunday" });
    people.give(run.id, "good", "");
    expect(await said()).toMatchObject({ verdict: "good", note: "" });
  });

  it("of a reply that is not there is a problem, and changes nothing", async () => {
    const { engine, replay } = await twoVersions([asking("a", ["hours"])], () => "We are open.");
    const run = await replay(1);
    expect((await problemOf(() => judging(engine).give(run.id, "bad", "", 7))).code).toBe("not-found");
    expect((await problemOf(() => judging(engine, "nobody").give(run.id, "bad"))).code).toBe("not-found");
    expect(statuses(engine, run.id)).toEqual(["passed"]);
  });

  it("given while a run is stopped counts when it goes on, for what was recorded before and after", async () => {
    const { engine, replay } = await twoVersions(
      [asking("a", ["first", "second"]), asking("b", ["third", "fourth"])],
      (_system, question) => `to ${question}`,
    );
    const budget = { calls: 1, tokens: null, cost: null, wallMs: null };
    const stopped = await replay(1, { budget, concurrency: 1 });
    expect(stopped.progress).toMatchObject({ status: "incomplete", recorded: 1, passed: 0, failed: 0 });
    judging(engine).give(stopped.id, "bad");
    await engine.services.replays.resume(stopped.id, { budget: null });
    const { progress } = await engine.services.replays.waitForEnd(stopped.id);
    expect(progress).toMatchObject({ status: "complete", recorded: 4, passed: 1, failed: 1 });
    expect(statuses(engine, stopped.id)).toEqual(["failed", "passed"]);
  });

  it("on the first reply of a sample that is still being replayed counts when the sample ends", async () => {
    let judge: () => void = () => undefined;
    const { engine, replay } = await twoVersions([asking("a", ["first", "second"])], (_system, question) => {
      if (question === "second") judge();
      return `to ${question}`;
    });
    judge = () => {
      const [run] = engine.services.replays.list(engine.promptId, undefined);
      judging(engine).give(run?.id ?? "", "bad");
    };
    const run = await replay(1);
    expect(run.progress).toMatchObject({ passed: 0, failed: 1 });
    expect(statuses(engine, run.id)).toEqual(["failed"]);
  });
});
