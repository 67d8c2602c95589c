import { describe, expect, it } from "vitest";
import { saveJudgeChoice } from "../../../electron/engine/judges/chosen-judge.ts";
import { removeRubric, saveRubric } from "../../../electron/engine/judges/rubrics.ts";
import { savePrice } from "../../../electron/engine/models/prices.ts";
import { saveModel } from "../../../electron/engine/models/saved-models.ts";
import { runSpending } from "../../../shared/domain/run.ts";
import { chooseScriptedJudge, judgeRules } from "../../fixtures/engine/scripted-judge.ts";
import { replayed, requestFor, testEngine, testServer, type TestEngine } from "../../fixtures/engine/test-engine.ts";

const rubric = { type: "llm-rubric", value: "Makes no phone number up." };
const asks = (id: string, text = `Question ${id}`) => ({
  id,
  turns: [{ role: "user" as const, content: text }],
  checks: [rubric],
});
const phone = { reply: () => "Call 555-0134." };
const verdictsOf = (engine: Awaited<ReturnType<typeof testEngine>>, runId: string, id: string) => {
  const { store } = engine.services;
  const place = store.runs.conversation(Number(runId), id);
  const [output] = store.outputs.ofSample(Number(runId), place?.position ?? -1, 0);
  return output ? store.outputs.verdicts(output.id) : [];
};

function chooseJudgeAt({ services: { store } }: TestEngine, url: string): void {
  const spec = { provider: "openai-compatible" as const, model: "judge", baseUrl: `${url}/v1`, settings: {} };
  const limits = { requestsPerMinute: null, tokensPerMinute: null };
  const { id } = saveModel(store, { id: null, name: "Judge at a server", isDefault: false, spec, limits });
  saveJudgeChoice(store, { modelId: id, embedding: null, instructions: "" });
}

const judgeAnswer = '{"reason": "Fine.", "pass": true, "score": 1}';

describe("judging in a run", () => {
  it("records the judge with its verdict and counts what it took apart from the replies", async () => {
    const engine = await testEngine([asks("a"), asks("b")]);
    chooseScriptedJudge(engine);
    const server = await testServer(phone);
    const run = await replayed(engine, requestFor(engine, server));
    expect(run.progress).toMatchObject({ status: "complete", calls: 2, failed: 2, passed: 0 });
    expect(run.progress.judged).toMatchObject({ calls: 2, cached: 0, cost: 0 });
    expect(runSpending(run.progress).calls).toBe(4);
    const [verdict] = verdictsOf(engine, run.id, "a");
    expect(verdict).toMatchObject({ status: "fail", reason: "It makes up a phone number.", score: 0.1 });
    expect(verdict?.judge?.model).toBe("scripted/judge.yaml");

    const again = await replayed(engine, requestFor(engine, server));
    expect(again.progress).toMatchObject({ calls: 0, cached: 2 });
    expect(again.progress.judged).toMatchObject({ calls: 0, cached: 2 });
  });

  it("leaves samples unevaluated while no judge is chosen", async () => {
    const engine = await testEngine([asks("a")]);
    const run = await replayed(engine, requestFor(engine, await testServer(phone)));
    expect(run.progress).toMatchObject({ status: "complete", unevaluated: 1, passed: 0, failed: 0 });
    expect(run.progress.judged).toBeUndefined();
    expect(verdictsOf(engine, run.id, "a")[0]?.reason).toMatch(/choose one in Settings/);
  });

  it("keeps the judge that a run was started with", async () => {
    const engine = await testEngine([asks("a")]);
    chooseScriptedJudge(engine);
    const run = await replayed(engine, requestFor(engine, await testServer(phone)));
    engine.services.store.write(() =>
      engine.services.store.settings.set(
        "judge",
        JSON.stringify({
          modelId: null,
          embedding: null,
          instructions: "",
        }),
      ),
    );
    expect(engine.services.store.runJudges.get(Number(run.id))?.model?.model).toBe("judge.yaml");
  });

  it("stops within the budget, keeps the replies it has, and judges them when it goes on", async () => {
    const engine = await testEngine([asks("a"), asks("b"), asks("c")]);
    chooseScriptedJudge(engine);
    const server = await testServer(phone);
    const budget = { calls: 3, tokens: null, cost: null, wallMs: null };
    const run = await replayed(engine, requestFor(engine, server, { budget, concurrency: 1, useCache: false }));
    // Reply and verdict of a; then the reply of b, whose judge is one call too many.
    expect(run.progress).toMatchObject({ status: "incomplete", stopReason: "budget", recorded: 1 });
    expect(server.requests).toHaveLength(2);
    await engine.services.replays.resume(run.id, { budget: null });
    const whole = await engine.services.replays.waitForEnd(run.id);
    expect(whole.progress).toMatchObject({ status: "complete", recorded: 3, calls: 3, failed: 3 });
    expect(server.requests).toHaveLength(3);
  });

  it("gives no verdict where a person stops the run while the judge is asked, and asks only the judge again", async () => {
    const engine = await testEngine([asks("a")]);
    const server = await testServer({
      reply: ({ model }) => (model === "judge" ? judgeAnswer : "Call 555-0134."),
      faults: { script: [null, { kind: "hang" }] },
    });
    chooseJudgeAt(engine, server.url);
    const { replays } = engine.services;
    const run = await replays.start(requestFor(engine, server, { useCache: false }));
    await server.received(2);
    expect(await replays.cancel(run.id)).toMatchObject({ status: "cancelled", recorded: 0 });
    await replays.resume(run.id);
    expect((await replays.waitForEnd(run.id)).progress).toMatchObject({ status: "complete", recorded: 1, passed: 1 });
    expect(server.requests.map(({ model }) => model)).toEqual(["small", "judge", "judge"]);
  });

  it("holds a limit in dollars together with what the judge costs", async () => {
    const engine = await testEngine([asks("a"), asks("b")]);
    const { store } = engine.services;
    const server = await testServer({ reply: ({ model }) => (model === "judge" ? judgeAnswer : "Call 555-0134.") });
    chooseJudgeAt(engine, server.url);
    savePrice(store, { provider: "openai-compatible", model: "small", input: 0, output: 0 });
    savePrice(store, { provider: "openai-compatible", model: "judge", input: 1_000, output: 1_000 });
    const budget = { calls: null, tokens: null, cost: 0.6, wallMs: null };
    const run = await replayed(engine, requestFor(engine, server, { budget, concurrency: 1 }));
    // Some 290 words to the judge at $0.001 each, taken for more beforehand: one judgement fits, two might not.
    expect(run.progress).toMatchObject({ recorded: 1, stopReason: "budget" });
    expect(run.progress.judged?.cost).toBeGreaterThan(0.2);
    expect(run.progress.judged?.cost).toBeLessThanOrEqual(0.6);
  });
});

describe("rubrics of a set", () => {
  it("judge every reply, make runs by other rubrics incomparable, and are versioned", async () => {
    const engine = await testEngine([{ ...asks("a"), checks: [] }]);
    const { store, comparisons } = engine.services;
    chooseScriptedJudge(engine);
    const server = await testServer(phone);
    const before = await replayed(engine, requestFor(engine, server));
    expect(before.progress.passed).toBe(1);

    const draft = { id: null, name: "Numbers", text: "Makes no number up.", threshold: null, setIds: [engine.setId] };
    const first = saveRubric(store, draft);
    expect(first).toMatchObject({ number: 1, setIds: [engine.setId] });
    const plan = await engine.services.replays.plan(requestFor(engine, server));
    expect(plan).toMatchObject({ unchecked: 0, judged: 1 });
    expect((await engine.services.replays.plan(requestFor(engine, server, { samples: 3 }))).judged).toBe(3);
    const after = await replayed(engine, requestFor(engine, server));
    expect(after.progress).toMatchObject({ failed: 1, cached: 1 });
    expect(comparisons.summary(before.id, after.id).rows[0]?.outcome).toBe("edited");
    const shown = await comparisons.conversation(null, after.id, "a", 0);
    expect(shown.turns[0]?.verdicts[0]?.check).toMatchObject({ type: "llm-rubric", rubric: "Numbers v1" });

    expect(saveRubric(store, { ...draft, id: first.id, name: "No numbers" }).number).toBe(1);
    const second = saveRubric(store, { ...draft, id: first.id, name: "No numbers", threshold: 0.5 });
    expect(second).toMatchObject({ name: "No numbers", number: 2, threshold: 0.5 });
    expect(store.rubrics.versions(Number(first.id)).map(({ number }) => number)).toEqual([2, 1]);
    expect(() => saveRubric(store, { ...draft, name: "No numbers" })).toThrow(/already/);

    removeRubric(store, first.id);
    expect(store.rubrics.list()).toEqual([]);
    const last = await replayed(engine, requestFor(engine, server));
    expect(comparisons.summary(before.id, last.id).rows[0]?.outcome).toBe("stillPassing");
  });
});

describe("a nonsensical judge", () => {
  it("never lets a reply pass, and costs no more than two calls a question", async () => {
    const engine = await testEngine([asks("a")]);
    chooseScriptedJudge(engine, judgeRules.slice(0, judgeRules.indexOf("rules:")) + "fallback: 'No idea.'\n");
    const run = await replayed(engine, requestFor(engine, await testServer(phone)));
    expect(run.progress).toMatchObject({ unevaluated: 1 });
    expect(run.progress.judged?.calls).toBe(2);
    const [verdict] = verdictsOf(engine, run.id, "a");
    expect(verdict?.judge?.calls).toHaveLength(2);
  });
});
