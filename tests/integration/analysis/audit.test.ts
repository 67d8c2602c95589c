import { describe, expect, it } from "vitest";
import type { AuditRequest } from "../../../shared/contract/analyses.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import {
  asking,
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";

const prompt = ["# Lex", "- Say hello.", "- Say goodbye.", "- Never say sorry.", "- Think.", ""];
const noLimits = { calls: null, tokens: null, cost: null, wallMs: null };

/** Says what its rules tell it to, and no more. */
const obedient = ({ system }: { system: string | null }): string =>
  [
    system?.includes("hello") ? "hello" : "",
    system?.includes("goodbye") ? "bye" : "",
    system?.includes("sorry") ? "" : "sorry",
  ].join(" ");

const cases: NewConversation[] = [
  asking("greets", ["Hi"], "hello"),
  asking("regrets", ["Oh"], "sorry"),
  asking("any", ["Well"]),
];

const steady = (engine: TestEngine, server: ProviderServer, more: Partial<AuditRequest> = {}): AuditRequest => {
  const { model } = requestFor(engine, server);
  const { promptId, setId } = engine;
  return { promptId, setId, ref: "latest", model: { ...model, settings: { temperature: 0 } }, ...more };
};

async function audited(engine: TestEngine, request: AuditRequest) {
  const begun = await engine.services.audits.start(request);
  return engine.services.audits.settled(begun.id);
}

const setup = async (conversations = cases, end = "\n", text = prompt) => {
  const server = await testServer({ reply: obedient });
  const engine = await testEngine(conversations, { texts: [text.join(end)] });
  return { server, engine };
};

describe("an audit of a version", () => {
  it.each(["\n", "\r\n"])("says what each rule is worth, and keeps it in the project (line end %j)", async (end) => {
    const { server, engine } = await setup(cases, end);
    const found = await audited(engine, steady(engine, server));
    expect(found).toMatchObject({
      end: "done",
      score: 1 / 4,
      reason: "1 of 4 rules guarded, 1 harmful, 1 unguarded, 1 idle.",
    });
    expect(found.rules.map(({ line, text, status }) => [line, text, status])).toEqual([
      [2, "- Say hello.", "guarded"],
      [3, "- Say goodbye.", "unguarded"],
      [4, "- Never say sorry.", "harmful"],
      [5, "- Think.", "idle"],
    ]);
    expect(found.rules[0]?.guardedBy).toEqual(["greets"]);
    expect(found.rules[2]?.fixes).toEqual(["regrets"]);
    expect(found.calls).toBe(server.requests.length);
    expect(found.calls).toBeLessThanOrEqual(found.callsAtMost);
    const { audits } = engine.services;
    expect(audits.latest(engine.promptId, engine.setId)).toEqual(found);
  });

  it("asks nothing twice, and after an edit only what can have changed", async () => {
    const { server, engine } = await setup();
    const first = await audited(engine, steady(engine, server));
    const again = await audited(engine, steady(engine, server));
    expect(again).toMatchObject({ calls: 0, rules: first.rules });
    const before = server.requests.length;
    const edited = prompt.with(4, "- Think hard.");
    commitText(engine.services.store, engine.promptId, edited.join("\n"), "harder", null);
    const third = await audited(engine, steady(engine, server));
    expect(third.rules.map(({ status }) => status)).toEqual(first.rules.map(({ status }) => status));
    expect(third.conversations).toMatchObject({ carried: 2, unchecked: 1 });
    // The whole prompt once for each conversation; without the edited line it is the text it was before.
    expect(server.requests.length - before).toBeLessThanOrEqual(4);
  });

  it("ends with its budget, and goes on from there", async () => {
    const { server, engine } = await setup();
    const cut = await audited(engine, steady(engine, server, { budget: { ...noLimits, calls: 4 } }));
    expect(cut).toMatchObject({ end: "budget", calls: 4 });
    expect(cut.reason).toMatch(/^The budget was spent before the end: .*Start again with more/);
    expect(cut.rules.some(({ status }) => status === "undetermined")).toBe(true);
    const rest = await audited(engine, steady(engine, server));
    expect(rest).toMatchObject({ end: "done", score: 1 / 4 });
    const inOne = await setup();
    const whole = await audited(inOne.engine, steady(inOne.engine, inOne.server));
    expect(cut.calls + rest.calls).toBe(whole.calls);
  });

  it("says that the provider failed half-way, keeps the rest and goes on", async () => {
    const refused = { kind: "status", status: 401, message: "Out to lunch" } as const;
    const script = [null, null, null, null, null, ...Array.from({ length: 3 }, () => refused)];
    const server = await testServer({ reply: obedient, faults: { script } });
    const engine = await testEngine(cases, { texts: [prompt.join("\n")] });
    const cut = await audited(engine, steady(engine, server, { concurrency: 1 }));
    expect(cut.end).toBe("failed");
    expect(cut.reason).toMatch(/could not be asked to the end: .*Out to lunch/);
    expect(cut.rules.some(({ status }) => status === "undetermined")).toBe(true);
    expect(cut.conversations.failed[0]?.reason).toContain("Out to lunch");
    const rest = await audited(engine, steady(engine, server));
    expect(rest).toMatchObject({ end: "done", score: 1 / 4 });
  });

  it("stops when it is told to, and is still known after the engine was closed", async () => {
    const { server, engine } = await setup();
    const { audits } = engine.services;
    const begun = await audits.start(steady(engine, server));
    expect(begun).toMatchObject({ running: true, end: null });
    expect((await audits.start(steady(engine, server))).id).toBe(begun.id);
    const stopped = await audits.stop(begun.id);
    expect(stopped).toMatchObject({ end: "stopped", running: false });
    expect(audits.latest(engine.promptId, engine.setId)).toEqual(stopped);
    expect((await audited(engine, steady(engine, server))).end).toBe("done");
  });
});

describe("an audit with nothing to find", () => {
  it("of a prompt of one line leaves out the whole text", async () => {
    const { server, engine } = await setup([asking("greets", ["Hi"], "hello")], "\n", ["Say hello."]);
    const found = await audited(engine, steady(engine, server));
    expect(found).toMatchObject({ end: "done", score: 1, calls: 2 });
    expect(found.rules.map(({ status }) => status)).toEqual(["guarded"]);
  });

  it("of a prompt of 2,000 lines says beforehand what that takes, and finds the one that matters", async () => {
    const long = Array.from({ length: 2_000 }, (_, at) => (at === 1_200 ? "- Say hello." : `- Rule ${at}.`));
    const { server, engine } = await setup([asking("greets", ["Hi"], "hello")], "\n", long);
    const plan = await engine.services.audits.plan(steady(engine, server));
    expect(plan).toMatchObject({ rules: 2_000, conversations: 1 });
    expect(plan.calls).toBeGreaterThan(2_000);
    const found = await audited(engine, steady(engine, server));
    expect(found.rules[1_200]?.status).toBe("guarded");
    expect(found.rules.filter(({ status }) => status === "idle")).toHaveLength(1_999);
    expect(found.calls).toBeLessThan(250);
  }, 60_000);

  it("says so where no conversation has a check, and asks nothing", async () => {
    const { server, engine } = await setup([asking("a", ["Hi"])]);
    const found = await audited(engine, steady(engine, server));
    expect(found).toMatchObject({ end: "no-checks", score: 0, calls: 0 });
    expect(found.reason).toContain("Add checks");
    expect(server.requests).toHaveLength(0);
  });

  it("says so where the prompt has no rule", async () => {
    const { server, engine } = await setup(cases, "\n", ["# Only", "## Headings"]);
    expect(await audited(engine, steady(engine, server))).toMatchObject({
      end: "no-rules",
      score: null,
      rules: [],
      calls: 0,
    });
  });
});
