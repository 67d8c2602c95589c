import { describe, expect, it } from "vitest";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { currentBranch } from "../../../electron/engine/prompts/branch-heads.ts";
import { commitVersion, removeVersion, requireVersion } from "../../../electron/engine/prompts/versions.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { bisected, bisectRequest, history, onlyCase } from "./bisect-helpers.ts";

const noLimits = { calls: null, tokens: null, cost: null, wallMs: null };

describe("bisect says plainly when", () => {
  it("no version lies between that changes anything", async () => {
    const { engine, server } = await history(3, () => 1);
    const same = await bisected(engine, bisectRequest(engine, server, 2, 2));
    expect(onlyCase(same).result).toMatchObject({ end: "no-difference", culprit: null });
    // The draft as it was committed last is another name for v3.
    const draft = await bisected(engine, bisectRequest(engine, server, 3, "draft"));
    expect(onlyCase(draft).result.end).toBe("no-difference");
    expect(server.requests).toHaveLength(0);
  });

  it("there is one version only", async () => {
    const { engine, server } = await history(1, () => 1);
    const { result } = onlyCase(await bisected(engine, bisectRequest(engine, server, "latest", "latest")));
    expect(result.end).toBe("no-difference");
    expect(result.reason).toContain("those of v1 all along");
  });

  it.each([
    ["passes-at-both-ends", 1, /passes at both v1 and v8: v1 passes \d of \d and v8 \d of \d\./],
    ["fails-at-both-ends", 0, /fails at both v1 and v8/],
    ["flaky-at-both-ends", 0.5, /flaky at both v1 and v8/],
  ] as const)("it %s", async (end, rate, words) => {
    const { engine, server } = await history(8, () => rate);
    const request = bisectRequest(engine, server, 1, 8);
    const found = await bisected(engine, { ...request, model: { ...request.model, settings: { temperature: 1 } } });
    const { result } = onlyCase(found);
    expect(result).toMatchObject({ end, culprit: null });
    expect(result.reason).toMatch(words);
  });

  it("it is the wrong way round", async () => {
    const { engine, server } = await history(8, (version) => (version < 4 ? 0 : 1));
    const { result } = onlyCase(await bisected(engine, bisectRequest(engine, server, 1, 8)));
    expect(result).toMatchObject({ end: "reversed", culprit: null });
    expect(result.reason).toContain("fails at v1 and passes at v8");
  });

  it("good is newer than bad: which version it breaks without", async () => {
    const { engine, server } = await history(8, (version) => (version < 4 ? 0 : 1));
    const found = await bisected(engine, bisectRequest(engine, server, 8, 1));
    expect(found.note).toContain("v8 is newer than v1");
    const { result } = onlyCase(found);
    expect(result).toMatchObject({ end: "found", culprit: { version: "v4", undone: true } });
    expect(result.reason).toContain("Without v4 it breaks");
  });

  it("good is no ancestor of bad: it goes through what both come from", async () => {
    const { engine, server } = await history(3, (version) => (version < 6 ? 1 : 0));
    const { store } = engine.services;
    const { promptId } = engine;
    const more = { promptId, settings: {}, message: "a change", label: null };
    // v4 and v5 come from v3; v6, v7 and v8 from v2.
    for (const number of [4, 5]) {
      commitVersion(store, {
        ...more,
        text: `You are version ${number}.`,
        parent: requireVersion(store, promptId, number - 1),
      });
    }
    for (const [number, parent] of [
      [6, 2],
      [7, 6],
      [8, 7],
    ] as const) {
      commitVersion(store, {
        ...more,
        text: `You are version ${number}.`,
        parent: requireVersion(store, promptId, parent),
      });
    }
    const found = await bisected(engine, bisectRequest(engine, server, 5, 8));
    expect(found.path.map(({ version }) => version)).toEqual(["v5", "v4", "v3", "v2", "v6", "v7", "v8"]);
    expect(found.note).toContain("v5 is no ancestor of v8");
    expect(onlyCase(found).result.culprit).toMatchObject({ version: "v6", undone: false });
  });

  it("passes by a version that was deleted", async () => {
    const { engine, server } = await history(5, (version) => (version < 3 ? 1 : 0));
    removeVersion(engine.services.store, engine.promptId, 3);
    const { result } = onlyCase(await bisected(engine, bisectRequest(engine, server, 1, 5)));
    expect(result.culprit?.version).toBe("v4");
  });

  it("finds the draft", async () => {
    const { engine, server } = await history(2, (version) => (version < 3 ? 1 : 0));
    const { store } = engine.services;
    const version = store.versions.latest(Number(engine.promptId));
    store.write(() =>
      store.drafts.write({
        branchId: currentBranch(store, engine.promptId).id,
        text: "You are version 3.",
        settings: {},
        baseVersionId: Number(version?.id),
        now: new Date().toISOString(),
      }),
    );
    const { result } = onlyCase(await bisected(engine, bisectRequest(engine, server, 1, "draft")));
    expect(result.culprit).toMatchObject({ version: "draft", number: null });
  });

  it("the budget ends half-way, and goes on from there", async () => {
    const { engine, server } = await history(64, (version) => (version < 41 ? 1 : 0));
    const cut = await bisected(engine, bisectRequest(engine, server, 1, 64, { budget: { ...noLimits, calls: 5 } }));
    const { result, steps } = onlyCase(cut);
    expect(result).toMatchObject({ end: "budget", culprit: null });
    expect(result.reason).toMatch(/Most likely so far: v\d+ to v\d+ \(9\d%\)\.$/);
    expect([steps.length, cut.calls, server.requests.length]).toEqual([5, 5, 5]);
    const rest = await bisected(engine, bisectRequest(engine, server, 1, 64, { budget: { ...noLimits, calls: 5 } }));
    expect(onlyCase(rest).result.culprit?.version).toBe("v41");
    expect(rest.calls).toBeLessThanOrEqual(5);
    expect(onlyCase(rest).steps).toHaveLength(cut.calls + rest.calls);
  });

  it("the provider fails half-way, and goes on from there", async () => {
    const down = { kind: "status", status: 500, message: "Out to lunch" } as const;
    const script = [null, null, null, ...Array.from({ length: 5 }, () => down)];
    const { engine, server } = await history(64, (version) => (version < 41 ? 1 : 0), { script });
    const cut = await bisected(engine, bisectRequest(engine, server, 1, 64));
    expect(onlyCase(cut).result).toMatchObject({ end: "failed", culprit: null });
    expect(onlyCase(cut).result.reason).toContain("Out to lunch");
    expect(onlyCase(cut).steps).toHaveLength(3);
    const rest = await bisected(engine, bisectRequest(engine, server, 1, 64));
    expect(onlyCase(rest).result.culprit?.version).toBe("v41");
  });

  it("a name means nothing", async () => {
    const { engine, server } = await history(3, () => 1);
    const start =
      (change: Parameters<typeof bisectRequest>[4], good = "1") =>
      () =>
        engine.services.bisects.start(bisectRequest(engine, server, good, 3, change));
    expect((await problemOf(start({}, "v9"))).message).toContain('no version "v9"');
    expect((await problemOf(start({ conversationIds: ["b"] }))).message).toContain('no conversation "b"');
    commitText(engine.services.store, engine.promptId, "Another.", "m", null);
    expect(server.requests).toHaveLength(0);
  });
});
