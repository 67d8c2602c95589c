import { describe, expect, it } from "vitest";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { blamed, blameWorld, bothReplayed, lines, noLimits, only } from "./blame-helpers.ts";

const before = lines("You are Lex.", "- Be kind.", "- Name the law.");
const after = lines("You are Lex.", "- Be kind.", "- Be brief.", "- Name the law.");

describe("blame says plainly when", () => {
  it("there is no difference between the versions", async () => {
    const { engine, request, server } = await blameWorld([before, after], () => true);
    const found = await blamed(engine, { ...request, candidate: 1 });
    expect(found.hunks).toEqual([]);
    expect(only(found)).toMatchObject({ answer: "none", hunks: [], calls: 0 });
    expect(only(found).detail).toContain("no difference");
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    ["passes", true, "stillPassing", "Passes with both"],
    ["fails", false, "stillFailing", "Fails with both"],
  ] as const)("a conversation %s with both versions", async (_, says, outcome, words) => {
    for (const random of [false, true]) {
      const { engine, request } = await blameWorld([before, after], () => says, { random });
      const one = only(await blamed(engine, request));
      expect(one).toMatchObject({ answer: "none", outcome, hunks: [] });
      expect(one.detail).toContain(words);
    }
  });

  it("a conversation is flaky with both", async () => {
    let calls = 0;
    const { engine, request } = await blameWorld([before, after], () => (calls += 1) % 4 < 2, { random: true });
    const one = only(await blamed(engine, request));
    expect(one).toMatchObject({ answer: "none", outcome: "flaky", hunks: [] });
  });

  it("nothing broke or was fixed, and when nothing was replayed", async () => {
    const world = await blameWorld([before, after], () => true);
    const { engine, request } = world;
    const asked = { ...request, conversationIds: null };
    expect(await problemOf(() => engine.services.blames.plan(asked))).toMatchObject({ code: "not-found" });
    await bothReplayed(world);
    expect(await engine.services.blames.plan(asked)).toMatchObject({ conversations: [], calls: 0 });
    expect(await blamed(engine, asked)).toMatchObject({ conversations: [], problem: null, calls: 0 });
  });

  it("a conversation is not in the set", async () => {
    const { engine, request } = await blameWorld([before, after], () => true);
    const plan = () => engine.services.blames.plan({ ...request, conversationIds: ["gone"] });
    expect(await problemOf(plan)).toMatchObject({ code: "not-found" });
  });

  it("parts of the edit behave like neither version", async () => {
    let calls = 0;
    const halves = lines("You are Lex.", "- Be kind.", "- Be brief.", "- Ask back.", "- Name the law.");
    const { engine, request } = await blameWorld(
      [before, halves],
      (system) => {
        calls += 1;
        const bad = Number(system.includes("brief")) + Number(system.includes("back"));
        return bad === 0 || (bad === 1 && calls % 2 === 0);
      },
      { random: true },
    );
    const one = only(await blamed(engine, request));
    expect(one).toMatchObject({ answer: "undetermined", outcome: "broke", hunks: [], certainty: null });
  });
});

const many = lines("You are Lex.", ...Array.from({ length: 16 }, (_, at) => `- Rule ${at} of many.`));

describe("blame copes with", () => {
  it("prompts of one line, of 2,000 lines and with Windows line ends", async () => {
    const one = await blameWorld(
      ["Be kind. Be plain.", "Be kind. Be brief. Be plain."],
      (system) => !system.includes("brief"),
    );
    expect(only(await blamed(one.engine, one.request)).hunks).toMatchObject([{ from: 1, to: 1, text: "Be brief." }]);

    const long = (word: string): string => Array.from({ length: 2_000 }, (_, at) => `- ${word} ${at}.`).join("\r\n");
    const { engine, request } = await blameWorld(
      [long("Rule"), long("Order")],
      (system) => !/Order 1234\./.test(system),
    );
    const found = only(await blamed(engine, request));
    expect(found.hunks).toMatchObject([{ from: 1_235, to: 1_235, text: "- Order 1234." }]);
    expect(found.calls).toBeLessThan(20);
  });

  it("an edit of nothing but white space or line ends", async () => {
    const spaces = await blameWorld([before, before.replace("- Be kind.", "-  Be kind. ")], () => true);
    const same = await blamed(spaces.engine, spaces.request);
    expect(same.hunks).toMatchObject([{ kind: "spaces", from: 2, to: 2 }]);
    expect(only(same)).toMatchObject({ answer: "none", outcome: "stillPassing" });
    const ends = await blameWorld([before, before.replaceAll("\n", "\r\n")], (system) => !system.includes("\r"));
    expect(only(await blamed(ends.engine, ends.request)).hunks).toMatchObject([
      { kind: "ends", text: "Unix line ends → Windows line ends" },
    ]);
  });

  it("an edit that moves a paragraph", async () => {
    const rule = "- Never promise that somebody will win.";
    const moved = await blameWorld(
      [
        lines(rule, "- Be kind.", "- Be brief.", "- Name the law."),
        lines("- Be kind.", "- Be brief.", "- Name the law.", rule),
      ],
      (system) => system.startsWith("- Never"),
    );
    expect(only(await blamed(moved.engine, moved.request)).hunks).toMatchObject([{ kind: "moved", from: 4, to: 4 }]);
  });

  it("a budget that ends half-way, and goes on with a larger one", async () => {
    const { engine, request, server } = await blameWorld(
      [lines("You are Lex."), many],
      (system) => !system.includes("Rule 11"),
      { ids: ["a", "b"] },
    );
    const cut = await blamed(engine, { ...request, budget: { ...noLimits, calls: 4 } });
    expect(server.requests).toHaveLength(4);
    expect(cut.problem).toContain("limit of 4 calls");
    expect(cut.conversations.map(({ answer }) => answer)).toEqual(["stopped", "stopped"]);
    const whole = await blamed(engine, request);
    expect(whole.conversations.map(({ hunks }) => hunks[0]?.text)).toEqual([
      "- Rule 11 of many.",
      "- Rule 11 of many.",
    ]);
    expect(whole.calls).toBe(server.requests.length - 4);
    const known = await blameWorld([lines("You are Lex."), many], (system) => !system.includes("Rule 11"), {
      ids: ["a", "b"],
    });
    await blamed(known.engine, known.request);
    expect(server.requests.length).toBe(known.server.requests.length);
  });

  it("a provider that fails half-way, and comes back", async () => {
    const refusal = { kind: "status" as const, status: 400, message: "No such model" };
    const { engine, request, server } = await blameWorld(
      [lines("You are Lex."), many],
      (system) => !system.includes("Rule 11"),
      {
        faults: { script: [null, null, null, refusal] },
      },
    );
    const cut = await blamed(engine, request);
    expect(only(cut)).toMatchObject({ answer: "failed", hunks: [], detail: expect.stringContaining("No such model") });
    expect(server.requests).toHaveLength(4);
    const whole = await blamed(engine, request);
    expect(only(whole).hunks).toMatchObject([{ text: "- Rule 11 of many." }]);
    const known = await blameWorld([lines("You are Lex."), many], (system) => !system.includes("Rule 11"));
    await blamed(known.engine, known.request);
    // The one that failed is the only one that was asked twice.
    expect(server.requests).toHaveLength(known.server.requests.length + 1);
  });

  it("somebody who starts it twice at once", async () => {
    const { engine, request } = await blameWorld([before, after], (system) => !system.includes("brief"));
    const { blames } = engine.services;
    const both = await Promise.allSettled([blames.start(request), blames.start(request)]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(both[1]).toMatchObject({ reason: { code: "busy" } });
    const [first] = both;
    if (first.status === "fulfilled") expect(only(await blames.settled(first.value.id)).answer).toBe("found");
  });

  it("a person who stops it", async () => {
    const { engine, request } = await blameWorld([before, after], (system) => !system.includes("brief"), {
      ids: ["a", "b", "c"],
    });
    const { id } = await engine.services.blames.start(request);
    const stopped = await engine.services.blames.stop(id);
    expect(stopped.running).toBe(false);
    expect(stopped.conversations).toHaveLength(3);
    expect(stopped.conversations.at(-1)).toMatchObject({
      answer: "stopped",
      detail: expect.stringContaining("Stopped by a person"),
    });
    expect((await blamed(engine, request)).conversations.map(({ answer }) => answer)).toEqual([
      "found",
      "found",
      "found",
    ]);
  });
});
