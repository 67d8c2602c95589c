import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TestGenerationRequest } from "../../../shared/contract/analyses.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { TestGenerationState } from "../../../shared/domain/test-generation.ts";
import { chooseScriptedJudge } from "../../fixtures/engine/scripted-judge.ts";
import type { TestEngine } from "../../fixtures/engine/test-engine.ts";
import { twoVersions } from "../annotations/helpers.ts";

const answer = (...turns: string[]): string =>
  JSON.stringify({
    conversations: turns.map((said, at) => ({ title: `Title ${at + 1}`, turns: [said], why: "It may." })),
  });

const proposals = [
  "Is there a number for the weekend?",
  "My mother wants to ring you, how?",
  "What is your fax number?",
];

/** A rules file that proposes; each text is quoted as YAML quotes JSON. */
const rulesThat = (text: string, more = ""): string =>
  `scripted: 1\nname: Proposer\nrules:\n${more}  - when: {system: 'write test conversations'}\n    replies: [{text: '${text.replaceAll("'", "''")}'}]\nfallback: I do not propose.\n`;

function proposer(engine: TestEngine, rules: string, file = "proposer.yaml"): ModelSpec {
  writeFileSync(join(dirname(engine.file), file), rules);
  return { provider: "scripted", model: file, baseUrl: null, settings: {} };
}

/** A bot that gives a made-up number to whoever asks for one. */
async function world(rules = rulesThat(answer(...proposals))) {
  const conversation = {
    id: "reach",
    title: "How can I reach you?",
    turns: [
      { role: "user" as const, content: "How can I reach you?", checks: [{ type: "not-contains", value: "555-0142" }] },
    ],
  };
  const made = await twoVersions([conversation], (_, question) =>
    /number|reach/.test(question) ? "Ring 555-0142." : "Please write to us.",
  );
  const { engine, server, replay } = made;
  const { id: runId } = await replay(2);
  const request: TestGenerationRequest = {
    promptId: engine.promptId,
    setId: engine.setId,
    reply: { runId, conversationId: "reach", turn: 0, sample: 0 },
    version: 2,
    model: proposer(engine, rules),
    count: 3,
  };
  const bot: ModelSpec = { provider: "openai-compatible", model: "small", baseUrl: `${server.url}/v1`, settings: {} };
  const { probes } = engine.services;
  const asked = async (more: Partial<TestGenerationRequest> = {}): Promise<TestGenerationState> => {
    const { id } = await probes.start({ ...request, ...more });
    return probes.settled(id);
  };
  return { ...made, request, bot, probes, asked };
}

const titles = ({ proposals: all }: TestGenerationState): string[] =>
  all.map(({ conversation: { turns } }) => turns.map(({ content }) => content).join(" / "));

describe("proposals one step past a fix", () => {
  it("say what they take, come as conversations with the checks that carry over, and add nothing", async () => {
    const { probes, request, asked, engine } = await world();
    const plan = await probes.plan(request);
    expect(plan).toMatchObject({ model: "scripted/proposer.yaml", calls: 2, cost: 0 });
    expect(plan.tokens.input).toBeGreaterThan(100);
    const done = await asked();
    expect(done).toMatchObject({ running: false, problem: null, calls: 1, conversationId: "reach", dropped: [] });
    expect(titles(done)).toEqual(proposals);
    for (const { conversation, why, trial } of done.proposals) {
      expect(conversation.tags).toEqual(["probe"]);
      expect(conversation.checks.map(({ type }) => type)).toEqual(["not-contains", "not-unsupported-fact"]);
      expect([why, trial]).toEqual(["It may.", null]);
    }
    expect(engine.services.store.conversations.all(Number(engine.setId))).toHaveLength(1);
  });

  it("cost nothing when they are asked for again, until the cache is cleared", async () => {
    const { probes, request, asked, engine } = await world();
    const first = await asked();
    expect(await probes.plan(request)).toMatchObject({ calls: 0 });
    const again = await asked();
    expect(again).toMatchObject({ calls: 0, cached: 1 });
    expect(again.proposals).toEqual(first.proposals);
    engine.services.store.write(() => engine.services.store.proposalAnswers.forget());
    expect(await asked()).toMatchObject({ calls: 1, cached: 0 });
  });

  it("leave out copies of what the set has, copies of each other and more than was asked for, with a word", async () => {
    const text = answer(
      "how can I REACH you",
      "Your fax number?",
      "your fax number",
      "Is a fax safe?",
      "May I drop by?",
    );
    const { asked } = await world(rulesThat(text));
    const done = await asked({ count: 2 });
    expect(titles(done)).toEqual(["Your fax number?", "Is a fax safe?"]);
    expect(done.dropped.map(({ reason }) => reason)).toEqual([
      'the set has nearly the same as "reach"',
      "nearly the same as “Title 2”",
      "more than the 2 that were asked for",
    ]);
  });

  it("name what was proposed before when others are wanted", async () => {
    const later = `  - when: {user: '(?s)<proposed-before .*fax number'}\n    replies: [{text: '${answer("Do you answer on Sundays?")}'}]\n`;
    const { asked } = await world(rulesThat(answer(...proposals), later));
    await asked();
    expect(titles(await asked({ round: 1 }))).toEqual(["Do you answer on Sundays?"]);
    expect(await asked({ round: 1 })).toMatchObject({ calls: 0 });
  });

  it("are asked for once more where the answer has another form, and then given up with its words", async () => {
    const { asked } = await world(rulesThat("Here are some ideas: ring at night"));
    const done = await asked();
    expect(done).toMatchObject({ running: false, calls: 2, proposals: [] });
    expect(done.problem).toContain("answered 2 times in another form than asked for: “Here are some ideas");
    // A bad answer is no known one.
    expect(await asked()).toMatchObject({ calls: 2 });
  });

  it("keep within their budget", async () => {
    const { asked } = await world(rulesThat("nothing of use"));
    const done = await asked({ budget: { calls: 1, tokens: null, cost: null, wallMs: null } });
    expect(done.calls).toBe(1);
    expect(done.problem).toContain("limit of 1 call");
  });

  it("need a judge where no model is named, and take the chosen one", async () => {
    const { probes, request, engine } = await world();
    await expect(probes.plan({ ...request, model: null })).rejects.toThrow(/no judge model is chosen/);
    chooseScriptedJudge(engine, rulesThat(answer(...proposals)));
    expect(await probes.plan({ ...request, model: null })).toMatchObject({ model: "scripted/judge.yaml" });
  });

  it("say what failed where the provider does", async () => {
    const { asked } = await world();
    const model: ModelSpec = {
      provider: "openai-compatible",
      model: "x",
      baseUrl: "http://127.0.0.1:9/v1",
      settings: {},
    };
    const done = await asked({ model });
    expect(done).toMatchObject({ running: false, proposals: [] });
    expect(done.problem).not.toBeNull();
  });

  it("are replayed once each, so that one sees which fail already; the same again costs nothing", async () => {
    const { probes, asked, bot } = await world();
    const { id } = await asked();
    const request = { id, version: 2 as const, model: bot };
    expect(await probes.planTry(request)).toEqual({ calls: 3 });
    await probes.try(request);
    const done = await probes.settled(id);
    expect(done).toMatchObject({ running: false, problem: null, triedOn: 2, calls: 1 + 3 });
    expect(done.proposals.map(({ trial }) => trial?.outcome)).toEqual(["fail", "pass", "fail"]);
    expect(done.proposals[0]?.trial).toMatchObject({
      replies: ["Ring 555-0142."],
      broken: [{ type: "not-contains", value: "555-0142" }, { type: "not-unsupported-fact" }],
      problem: null,
    });
    expect(await probes.planTry(request)).toEqual({ calls: 0 });
  });

  it("stop before a replay's limit, keep what was learnt and go on from there", async () => {
    const { probes, asked, bot } = await world();
    const { id } = await asked();
    await probes.try({ id, version: 2, model: bot, budget: { calls: 1, tokens: null, cost: null, wallMs: null } });
    const cut = await probes.settled(id);
    expect(cut.problem).toContain("limit of 1 call");
    expect(cut.proposals.filter(({ trial }) => trial !== null)).toHaveLength(1);
    expect(await probes.planTry({ id, version: 2, model: bot })).toEqual({ calls: 2 });
  });

  it("can be stopped, and tell of their progress", async () => {
    const { probes, request, engine } = await world(
      rulesThat(answer(...proposals)).replace("rules:", "latencyMs: {min: 60000, max: 60000}\nrules:"),
    );
    const heard: boolean[] = [];
    engine.services.events.listen((event) => {
      if (event.type === "insight" && event.insight.kind === "probe") heard.push(event.insight.running);
    });
    const { id } = await probes.start(request);
    const stopped = await probes.stop(id);
    expect(stopped).toMatchObject({ running: false, problem: "Stopped by a person.", proposals: [] });
    expect(heard.at(-1)).toBe(false);
  });
});
