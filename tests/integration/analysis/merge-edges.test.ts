import { describe, expect, it } from "vitest";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { createSet } from "../../../electron/engine/conversations/conversations.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { asking } from "../../fixtures/engine/test-engine.ts";
import { seededRandom } from "../../fixtures/provider-server/faults.ts";
import { mergeCase } from "../../fixtures/merge-case/merge-case.ts";
import {
  checked,
  findings,
  forked,
  has,
  noLimits,
  preparedCase,
  previewed,
  serverWorld,
  texts,
  yes,
} from "./merge-helpers.ts";

describe("a merge says plainly when", () => {
  it("there is nothing to merge", async () => {
    const world = await forked({ ...texts, theirs: null });
    expect(previewed(world)).toMatchObject({
      relation: "upToDate",
      upToDate: true,
      clean: true,
      base: 1,
      note: "main (v2) has all of office (v1) already: there is nothing to merge.",
    });
    const empty = await forked({ ...texts, theirs: null });
    const same = await problemOf(() =>
      empty.engine.services.merges.preview({ promptId: empty.promptId, ours: "main", theirs: "main" }),
    );
    expect([same.code, same.message]).toEqual(["bad-input", expect.stringContaining("cannot be merged into itself")]);
    const unknown = await problemOf(() =>
      empty.engine.services.merges.preview({ promptId: empty.promptId, ours: "main", theirs: "offfice" }),
    );
    expect([unknown.code, unknown.message]).toEqual(["not-found", expect.stringContaining("main, office")]);
  });

  it("one side is unchanged: ours only moves on", async () => {
    const world = await forked({ ...texts, ours: null });
    expect(previewed(world)).toMatchObject({
      relation: "fastForward",
      clean: true,
      text: texts.theirs,
      note: "main (v1) has nothing that office (v2) has not: it moves on to office (v2)'s version.",
    });
  });

  it("the histories are unrelated: every difference is in conflict", async () => {
    const world = await forked({ base: texts.base, ours: null, theirs: null });
    const { store } = world.engine.services;
    const at = "2026-01-01T00:00:00Z";
    const branch = {
      promptId: Number(world.promptId),
      name: "new",
      headId: null,
      baseId: null,
      current: false,
      now: at,
    };
    const branchId = store.branches.insert(branch);
    store.drafts.write({ branchId, text: "", settings: {}, baseVersionId: null, now: at });
    const { merges } = world.engine.services;
    const between = { promptId: world.promptId, ours: "main", theirs: "new" };
    expect(merges.preview(between)).toMatchObject({
      relation: "upToDate",
      note: expect.stringContaining("new has no version yet"),
    });
    commitText(store, world.promptId, texts.theirs.replace("kind", "exact"), "another beginning", null, "new");
    const preview = merges.preview(between);
    expect(preview).toMatchObject({ relation: "unrelated", base: null, clean: false, conflicts: 2, text: null });
    expect(preview.note).toContain("no version in common");
  });

  it("they are in conflict, with what stands in the base and on each side", async () => {
    const world = await forked({ ...mergeCase.texts, theirs: mergeCase.texts.clash });
    const { pieces, clean, conflicts, note } = previewed(world);
    expect({ clean, conflicts }).toEqual({ clean: false, conflicts: 1 });
    expect(note).toBe("main (v3) and office (v2) both come from v1. One place is in conflict.");
    expect(pieces.find(({ kind }) => kind === "conflict")).toEqual({
      kind: "conflict",
      base: "",
      ours: "- Answer in at most two sentences.\n",
      theirs: "- Answer in one paragraph.\n",
    });
  });

  it("Windows line ends stand against Unix ones: that is no conflict", async () => {
    const world = await forked({ ...texts, ours: texts.base.replaceAll("\n", "\r\n") });
    expect(previewed(world)).toMatchObject({ clean: true, text: texts.theirs.replaceAll("\n", "\r\n") });
  });

  it("the prompt has one line, or 2,000", async () => {
    const one = await forked({ base: "Be kind.", ours: "Be brief.", theirs: "Be exact." });
    expect(previewed(one)).toMatchObject({ conflicts: 1, pieces: [{ kind: "conflict", base: "Be kind." }] });
    const long = (word: string, at: number): string =>
      Array.from({ length: 2_000 }, (_, line) =>
        line % 4 === 0 ? "" : `- Rule ${line}${line === at ? word : ""}.`,
      ).join("\n");
    const many = await forked({ base: long("", 0), ours: long(" ours", 77), theirs: long(" theirs", 1_777) });
    const { text, clean } = previewed(many);
    expect(clean).toBe(true);
    expect(text).toContain("- Rule 77 ours.");
    expect(text).toContain("- Rule 1777 theirs.");
    expect(text?.split("\n")).toHaveLength(2_000);
  });

  it("the base was deleted: its text is still what both come from", async () => {
    const world = await forked(texts);
    const { store } = world.engine.services;
    const before = previewed(world);
    const version = store.versions.byNumber(Number(world.promptId), 1);
    store.versions.remove(Number(version?.id), "2026-01-01T00:00:00Z");
    expect(previewed(world)).toEqual(before);
  });

  it("the text is a parent's word for word: nothing is replayed", async () => {
    const { request, ...world } = await preparedCase();
    const asked = { ...request, text: mergeCase.texts.theirs };
    expect(await world.engine.services.merges.plan(asked)).toMatchObject({ alike: "theirs", calls: 0, likely: 0 });
    expect(await checked(world, asked)).toMatchObject({ alike: "theirs", running: false, calls: 0, done: 0, total: 8 });
    expect(await world.engine.services.merges.plan({ ...request, text: mergeCase.texts.ours })).toMatchObject({
      alike: "ours",
    });
  });

  it("the text cannot be checked as it is", async () => {
    const { request, engine } = await preparedCase();
    const { merges, store } = engine.services;
    const marked = await problemOf(() =>
      merges.plan({ ...request, text: "a\n<<<<<<< main\nb\n=======\nc\n>>>>>>> office\n" }),
    );
    expect([marked.code, marked.message]).toEqual(["bad-input", expect.stringContaining("line 2")]);
    expect((await problemOf(() => merges.plan({ ...request, text: " \n" }))).message).toContain("empty");
    const setId = createSet(store, "nothing").id;
    expect((await problemOf(() => merges.plan({ ...request, setId }))).message).toContain('The set "nothing" is empty');
  });
});

describe("the check of a merge copes with", () => {
  const clash = (system: string): boolean => !(has(system).brief && has(system).number);

  it("conversations that are flaky at both parents", async () => {
    const random = seededRandom(3);
    const world = await serverWorld(() => random() < 0.6, { random: true });
    const found = await checked(world, world.request);
    expect(findings(found)).toEqual({ a: "flaky" });
    expect(found).toMatchObject({ surprises: 0, counts: { flaky: 1 } });
    expect(found.conversations[0]?.detail).toContain("Passes at times and fails at times");
  });

  it("a conversation without checks, which it counts as such", async () => {
    const world = await serverWorld(clash, { conversations: [asking("bare", ["Hello?"]), yes("a")] });
    const found = await checked(world, world.request);
    expect(findings(found)).toEqual({ a: "unlikeBoth" });
    expect(found).toMatchObject({ unchecked: 1, counts: { asParents: 1, unlikeBoth: 1 } });
  });

  it("a budget that ends half-way, and goes on with a larger one", async () => {
    const ids = ["a", "b", "c", "d"];
    const { server, request, ...world } = await serverWorld(clash, { ids });
    const cut = await checked(world, { ...request, budget: { ...noLimits, calls: 5 }, concurrency: 1 });
    expect(server.requests).toHaveLength(5);
    expect(cut.problem).toContain("limit of 5 calls");
    expect(cut).toMatchObject({
      running: false,
      done: 1,
      total: 4,
      surprises: 1,
      counts: { stopped: 3, unlikeBoth: 1 },
    });
    const whole = await checked(world, request);
    expect(whole).toMatchObject({ done: 4, problem: null, counts: { unlikeBoth: 4, stopped: 0 } });
    expect(whole.calls).toBe(7);
    expect(server.requests).toHaveLength(12);
  });

  it("a provider that fails half-way, and comes back", async () => {
    const refusal = { kind: "status" as const, status: 400, message: "No such model" };
    const { server, request, ...world } = await serverWorld(clash, {
      ids: ["a", "b"],
      faults: { script: [null, null, null, refusal] },
    });
    const cut = await checked(world, { ...request, concurrency: 1 });
    expect(findings(cut)).toEqual({ a: "unlikeBoth", b: "failed" });
    expect(cut.conversations.at(-1)?.detail).toContain("No such model");
    const whole = await checked(world, request);
    expect(findings(whole)).toEqual({ a: "unlikeBoth", b: "unlikeBoth" });
    // The one that failed is the only one that was asked twice.
    expect(server.requests).toHaveLength(7);
  });

  it("a provider that is not there: it gives up after three", async () => {
    const refusal = { kind: "status" as const, status: 400, message: "No such model" };
    const { server, request, ...world } = await serverWorld(clash, {
      ids: ["a", "b", "c", "d", "e"],
      faults: { script: Array.from({ length: 30 }, () => refusal) },
    });
    const cut = await checked(world, { ...request, concurrency: 1 });
    expect(cut).toMatchObject({
      counts: { failed: 3, stopped: 2 },
      problem: expect.stringContaining("Given up after 3 failures"),
    });
    expect(server.requests.length).toBeLessThanOrEqual(9);
  });

  it("somebody who starts it twice at once, and somebody who stops it", async () => {
    const { request, ...world } = await serverWorld(clash, { ids: ["a", "b", "c"] });
    const { merges } = world.engine.services;
    const [first, second] = await Promise.allSettled([merges.start(request), merges.start(request)]);
    expect(second).toMatchObject({ status: "rejected", reason: { code: "busy" } });
    if (first.status !== "fulfilled") throw first.reason;
    const stopped = await merges.stop(first.value.id);
    expect(stopped.running).toBe(false);
    expect(stopped.counts.stopped).toBeGreaterThan(0);
    expect(stopped.problem).toContain("Stopped by a person");
    expect(await checked(world, request)).toMatchObject({ done: 3, counts: { unlikeBoth: 3 } });
    expect((await problemOf(() => merges.get("99"))).code).toBe("not-found");
  });
});
