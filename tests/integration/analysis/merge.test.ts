import { createRouterClient } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { addConversation } from "../../fixtures/engine/test-engine.ts";
import { checked, findings, has, pair, preparedCase, serverWorld, texts } from "./merge-helpers.ts";

describe("a merge that is clean as text and behaves unlike both parents", () => {
  it("is caught before it is committed, with every conversation that it changes", async () => {
    const world = await preparedCase();
    const { engine, promptId, request } = world;
    const { note, clean, relation } = engine.services.merges.preview({ promptId, ...pair });
    expect({ clean, relation }).toEqual({ clean: true, relation: "apart" });
    expect(note).toContain("They merge cleanly.");
    const plan = await engine.services.merges.plan(request);
    const found = await checked(world, request);
    expect(findings(found)).toEqual({
      notice: "unlikeBoth",
      repairs: "unlikeBoth",
      deposit: "lostFix",
      thanks: "carriedBreak",
      court: "betterThanBoth",
      rent: "asBetter",
    });
    expect(found).toMatchObject({ surprises: 3, total: 8, done: 8, unchecked: 1, running: false, problem: null });
    expect(found.counts).toMatchObject({ asParents: 2, unlikeBoth: 2, lostFix: 1 });
    expect(found.calls).toBeLessThanOrEqual(plan.calls);
    expect(plan).toMatchObject({
      conversations: 8,
      unchecked: 1,
      calls: 4 * 9,
      likely: 3 * 9,
      random: false,
      alike: null,
    });
    expect(engine.services.store.versions.list(Number(promptId))).toHaveLength(3);
  });

  it("is told in words, worst first, with the check that fails anew", async () => {
    const world = await preparedCase();
    const { conversations } = await checked(world, world.request);
    expect(conversations.map(({ detail }) => detail)).toEqual([
      "Passes with main and with office, and fails with the merge.",
      "Fails a check with the merge that it fails with neither main nor office.",
      "office fixed it; with the merge it fails again, as it does with main.",
      "office broke it, and the merge takes that over; it passes with main.",
      "Fails with main and with office, and passes with the merge.",
      "Passes with the merge as it does with main; it fails with office.",
    ]);
    expect(conversations.map(({ surprise }) => surprise)).toEqual([true, true, true, false, false, false]);
    expect(conversations[1]?.newFailures).toEqual([
      { turn: 0, at: 1, check: { type: "contains", value: "in writing" } },
    ]);
    expect(conversations[0]).toMatchObject({ certainty: 1, checks: 1, newReply: true, calls: 3 });
  });

  it("shows the three replies side by side, and the base where it was asked", async () => {
    const world = await preparedCase();
    const { merges } = world.engine.services;
    const { id } = await checked(world, world.request);
    const [turn] = (await merges.replies(id, "notice")).turns;
    expect(turn).toMatchObject({
      user: "My landlord gave me notice. What do I do?",
      base: null,
      ours: {
        passed: true,
        verdicts: [{ check: { type: "contains", value: "two weeks" }, status: "pass", counts: true }],
      },
      theirs: { passed: true },
      merged: { passed: false, text: expect.stringContaining("Write to your landlord first.") },
    });
    expect((await merges.replies(id, "deposit")).turns[0]?.base).toMatchObject({ passed: false });
    expect((await merges.replies(id, "pets")).turns.map(({ merged }) => merged?.passed)).toEqual([true, true]);
  });

  it("asks nothing again when it is started again, and nothing that runs have had", async () => {
    const world = await serverWorld((system) => !(has(system).brief && has(system).number));
    const { server, request, engine } = world;
    const first = await checked(world, request);
    expect(findings(first)).toEqual({ a: "unlikeBoth" });
    expect(first.calls).toBe(3);
    expect(server.requests).toHaveLength(3);
    expect(await engine.services.merges.plan(request)).toMatchObject({ likely: 0, calls: 1 });
    const second = await checked(world, request);
    expect(second.calls).toBe(0);
    expect(server.requests).toHaveLength(3);
    expect(findings(second)).toEqual(findings(first));
    expect(engine.services.merges.latest(request)?.id).toBe(second.id);
  });

  it("is caught with a model that rolls dice as well", async () => {
    let rolls = 0;
    const world = await serverWorld(
      (system) => {
        rolls += 1;
        return has(system).brief && has(system).number ? rolls % 7 === 0 : rolls % 19 !== 0;
      },
      { random: true },
    );
    const found = await checked(world, world.request);
    expect(findings(found)).toEqual({ a: "unlikeBoth" });
    expect(found.conversations[0]?.certainty).toBeGreaterThan(0.95);
    expect(found.calls).toBeLessThanOrEqual(found.callsAtMost);
  });

  it("tells what it is doing in events", async () => {
    const world = await preparedCase();
    const told: unknown[] = [];
    const unlisten = world.engine.services.events.listen(
      (event) => void (event.type === "insight" && told.push(event)),
    );
    const { id, calls } = await checked(world, world.request);
    unlisten();
    expect(told.at(-1)).toEqual({ type: "insight", insight: { kind: "merge", id, running: false, steps: 8, calls } });
  });

  it("brings along the settings of the side that changed them", async () => {
    const world = await serverWorld(() => true);
    const { merges } = world.engine.services;
    const settings = { maxOutputTokens: 7 };
    await checked(world, { ...world.request, settings });
    const bodies = world.server.requests.map(({ body }) => body);
    expect(bodies.filter((body) => body.includes('"max_tokens":7'))).toHaveLength(1);
    expect(bodies.find((body) => body.includes('"max_tokens":7'))).toContain("Be brief");
    expect(merges.preview({ promptId: world.promptId, ...pair }).text).toBe(
      texts.ours.replace("- End well.\n", "- End well.\n- Give the number.\n"),
    );
  });

  it("goes by what people say of the replies, also without a check", async () => {
    const world = await preparedCase();
    const { engine, request } = world;
    const { store } = engine.services;
    const bare = { id: "bare", turns: [{ role: "user" as const, content: "My landlord gave me notice, you know." }] };
    addConversation(engine, engine.setId, bare);
    expect(findings(await checked(world, request))).not.toHaveProperty("bare");
    const stored = store.conversations.stored(Number(engine.setId)).find(({ id }) => id === "bare");
    const textId = store.texts.put(
      "Write to your landlord first. The office is at 030 555 0188, on weekdays from 9 to 16.",
    );
    const said = { verdict: "bad" as const, note: "No deadline", author: "Ada", at: "2026-01-01T00:00:00Z" };
    store.annotations.put({ contentId: stored?.contentId ?? 0, turn: 0, textId }, said);
    const { conversations, calls } = await checked(world, request);
    expect(calls).toBe(0);
    expect(conversations.find(({ id }) => id === "bare")).toMatchObject({
      finding: "unlikeBoth",
      detail: "Passes with main and with office, and fails with the merge.",
      newFailures: [],
      checks: 0,
    });
  });

  it("goes through the contract from the preview to the version", async () => {
    const { engine, promptId, request } = await preparedCase();
    const { merge } = createRouterClient(engine.router);
    const { ours, theirs, text } = await merge.preview({ promptId, ...pair });
    expect((await merge.plan(request)).likely).toBe(27);
    const { id } = await merge.check.start(request);
    await engine.services.merges.settled(id);
    expect(await merge.check.get({ id })).toMatchObject({ surprises: 3, running: false });
    expect((await merge.check.latest(request))?.id).toBe(id);
    expect((await merge.check.replies({ id, conversationId: "notice" })).turns).toHaveLength(1);
    expect((await merge.check.stop({ id })).done).toBe(8);
    const version = await merge.commit({
      promptId,
      ...pair,
      text: text ?? "",
      message: "Both",
      heads: { ours, theirs },
    });
    expect(version).toMatchObject({ number: 4, parentNumber: 3, mergedNumber: 2, message: "Both" });
  });
});
