import { describe, expect, it } from "vitest";
import { getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { blamed, blameWorld, bothReplayed, lines, only } from "./blame-helpers.ts";

const before = lines("You are Lex.", "- Be kind.", "- Name the law.");
const after = lines(
  "You are Lex.",
  "- Be kind.",
  "- Be brief.",
  "- Ask back.",
  "- Stay with the law.",
  "- Name the law.",
);

describe("blame", () => {
  it("names the line that broke each conversation of the newest comparison, and what the other fixed", async () => {
    const world = await blameWorld(
      [before, after],
      (system, user) => (user.startsWith("b") ? system.includes("Ask back") : !system.includes("Be brief")),
      { ids: ["a", "b", "c"] },
    );
    await bothReplayed(world);
    const { engine, server, request } = world;
    const asked = server.requests.length;
    const found = await blamed(engine, { ...request, conversationIds: null });
    expect(found.conversations).toMatchObject([
      {
        id: "a",
        outcome: "broke",
        answer: "found",
        certainty: 1,
        hunks: [{ from: 3, to: 3, side: "candidate", text: "- Be brief." }],
      },
      { id: "c", outcome: "broke", hunks: [{ from: 3, text: "- Be brief." }] },
      { id: "b", outcome: "fixed", hunks: [{ from: 4, text: "- Ask back." }] },
    ]);
    expect(found.calls).toBe(server.requests.length - asked);
    expect(found.conversations.reduce((sum, { calls }) => sum + calls, 0)).toBe(found.calls);
    // The second conversation is asked first about the line that broke the first one.
    expect(found.conversations[1]?.calls).toBeLessThanOrEqual(2);
  });

  it("finds two changes that break only together", async () => {
    const { engine, request } = await blameWorld(
      [before, after],
      (system) => !(system.includes("Be brief") && system.includes("Stay with the law")),
    );
    const one = only(await blamed(engine, request));
    expect(one.hunks.map(({ text, set }) => [text, set])).toEqual([
      ["- Be brief.", 0],
      ["- Stay with the law.", 0],
    ]);
    expect(one.detail).toContain("only together");
  });

  it("finds each of two changes that break by themselves", async () => {
    const { engine, request } = await blameWorld([before, after], (system) => !/Be brief|Ask back/.test(system));
    const one = only(await blamed(engine, request));
    expect(one.hunks.map(({ from }) => from).sort((a, b) => a - b)).toEqual([3, 4]);
    expect(new Set(one.hunks.map(({ set }) => set)).size).toBe(2);
  });

  it("tells by the baseline's lines what went, and narrows a changed line down to words", async () => {
    const gone = await blameWorld([before, lines("You are Lex.", "- Name the law.")], (system) =>
      system.includes("kind"),
    );
    expect(only(await blamed(gone.engine, gone.request)).hunks).toMatchObject([
      { side: "baseline", from: 2, to: 2, text: "- Be kind." },
    ]);
    const words = await blameWorld(
      ["- Use plain words and at most four short lines.", "- Use many words and at most ten short lines."],
      (system) => !system.includes("ten"),
    );
    expect(only(await blamed(words.engine, words.request)).hunks).toMatchObject([{ kind: "changed", part: "ten" }]);
  });

  it("takes several samples of a model that rolls dice, and says how sure it is", async () => {
    let rolls = 0;
    const { engine, request } = await blameWorld(
      [before, after],
      (system) => {
        rolls += 1;
        return system.includes("Be brief") ? rolls % 5 === 0 : rolls % 11 !== 0;
      },
      { random: true },
    );
    const one = only(await blamed(engine, request));
    expect(one.hunks.map(({ text }) => text)).toEqual(["- Be brief."]);
    expect(one.certainty).toBeGreaterThan(0.9);
    expect(one.certainty).toBeLessThan(1);
    expect(one.baseline.samples).toBeGreaterThan(1);
  });

  it("asks a model that only might roll dice little more than one that does not", async () => {
    const many = Array.from({ length: 16 }, (_, at) => `- Rule ${at} of many.`);
    const tail = "This is general information and not legal advice, whatever it may sound like.";
    const world = await blameWorld([before, before + lines(...many)], (system) => !system.includes("Rule 11"), {
      random: true,
      tail,
    });
    const one = only(await blamed(world.engine, world.request));
    expect(one.hunks.map(({ text }) => text)).toEqual(["- Rule 11 of many."]);
    expect(one).toMatchObject({
      certainty: 0.99,
      baseline: { passed: 3, samples: 3 },
      candidate: { passed: 0, samples: 3 },
    });
    expect(one.calls).toBeLessThanOrEqual(14);
  });

  it("blames the settings where only they changed", async () => {
    const { engine, request } = await blameWorld(
      [before, after],
      (_system, _user, body) => !body.includes('"max_tokens":7'),
    );
    const { store } = engine.services;
    const { promptId, text, revision } = getDraft(store, engine.promptId);
    saveDraft(store, { promptId, branch: "main", text, settings: { maxOutputTokens: 7 }, revision });
    const one = only(await blamed(engine, { ...request, baseline: 2, candidate: "draft" }));
    expect(one).toMatchObject({
      outcome: "broke",
      hunks: [{ kind: "settings", from: 0, text: "no settings → reply limit 7" }],
    });
  });

  it("says at most how many calls it takes, and takes no more", async () => {
    const { engine, request, server } = await blameWorld([before, after], (system) => !system.includes("Ask back"));
    const plan = await engine.services.blames.plan(request);
    const found = await blamed(engine, request);
    expect(server.requests.length).toBeLessThanOrEqual(plan.calls);
    expect(found.callsAtMost).toBe(plan.calls);
    expect(plan.likelyCalls).toBeLessThanOrEqual(plan.calls);
  });

  it("asks nothing again when it is started again", async () => {
    const { engine, request, server } = await blameWorld([before, after], (system) => !system.includes("Ask back"));
    const first = await blamed(engine, request);
    const asked = server.requests.length;
    const second = await blamed(engine, request);
    expect(server.requests).toHaveLength(asked);
    expect(second.calls).toBe(0);
    expect(only(second).hunks).toEqual(only(first).hunks);
    expect(engine.services.blames.latest(request)?.id).toBe(second.id);
  });
});
