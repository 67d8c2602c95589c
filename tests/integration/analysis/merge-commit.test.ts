import { describe, expect, it } from "vitest";
import { commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { listBranches } from "../../../electron/engine/prompts/branch-heads.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { forked, pair, previewed, texts, type Forked } from "./merge-helpers.ts";

/** What a person commits who has just looked at the preview. */
function commitOf(world: Forked, more: { text?: string; message?: string } = {}) {
  const { ours, theirs, text } = previewed(world);
  return { promptId: world.promptId, ...pair, text: text ?? "", message: "", heads: { ours, theirs }, ...more };
}

const branchOf = ({ engine, promptId }: Forked, name: string) =>
  listBranches(engine.services.store, promptId).find((one) => one.name === name);

describe("committing a merge", () => {
  it("makes a version with both parents; the branch and its draft go on from there", async () => {
    const world = await forked(texts);
    const { merges, store } = world.engine.services;
    const { text } = previewed(world);
    const version = merges.commit(commitOf(world));
    expect(version).toMatchObject({
      number: 4,
      parentNumber: 3,
      mergedNumber: 2,
      message: "Merge office into main",
      added: 1,
    });
    expect(version).not.toHaveProperty("text");
    expect(getDraft(store, world.promptId)).toMatchObject({ branch: "main", text, baseNumber: 4 });
    expect(branchOf(world, "main")).toMatchObject({ headNumber: 4, edited: false });
    expect(branchOf(world, "office")).toMatchObject({ headNumber: 2 });
    expect(previewed(world).relation).toBe("upToDate");
    expect((await problemOf(() => merges.commit(commitOf(world)))).code).toBe("unchanged");
  });

  it("keeps a text merged by hand, and one that is ours as before", async () => {
    const world = await forked(texts);
    const { merges, store } = world.engine.services;
    const version = merges.commit(commitOf(world, { text: texts.ours, message: "Nothing of theirs" }));
    expect(version).toMatchObject({
      number: 4,
      parentNumber: 3,
      mergedNumber: 2,
      message: "Nothing of theirs",
      added: 0,
    });
    expect(store.versions.withText(version).text).toBe(texts.ours);
  });

  it("only moves the branch where it has nothing of its own", async () => {
    const world = await forked({ ...texts, ours: null });
    const { merges, store } = world.engine.services;
    expect(merges.commit(commitOf(world))).toMatchObject({ number: 2, mergedNumber: null });
    expect(branchOf(world, "main")).toMatchObject({ headNumber: 2, edited: false });
    expect(getDraft(store, world.promptId)).toMatchObject({ text: texts.theirs, baseNumber: 2 });
    expect(store.versions.list(Number(world.promptId))).toHaveLength(2);
    const edited = await forked({ ...texts, ours: null });
    const byHand = edited.engine.services.merges.commit(commitOf(edited, { text: `${texts.theirs}- By hand.\n` }));
    expect(byHand).toMatchObject({ number: 3, parentNumber: 1, mergedNumber: 2 });
  });

  it("is refused where a head has moved since, with nothing changed", async () => {
    for (const branch of [pair.ours, pair.theirs]) {
      const world = await forked(texts);
      const { merges, store } = world.engine.services;
      const commit = commitOf(world);
      commitText(store, world.promptId, `${texts.base}- Later.\n`, "later", null, branch);
      const { code, message } = await problemOf(() => merges.commit(commit));
      expect([code, message]).toEqual(["conflict", expect.stringContaining(`${branch} is at v4 now`)]);
      expect(store.versions.list(Number(world.promptId))).toHaveLength(4);
    }
  });

  it("is refused while a conflict is still marked", async () => {
    const world = await forked(texts);
    const text = "You are Lex.\n<<<<<<< main\n- One.\n=======\n- Two.\n>>>>>>> office\n";
    const { code, message } = await problemOf(() => world.engine.services.merges.commit(commitOf(world, { text })));
    expect([code, message]).toEqual(["bad-input", expect.stringContaining("marks of a conflict, the first in line 2")]);
    expect((await problemOf(() => world.engine.services.merges.commit(commitOf(world, { text: "\n" })))).code).toBe(
      "bad-input",
    );
  });

  it("is refused where the draft would lose edits, unless they are what is committed", async () => {
    const world = await forked(texts);
    const { merges, store } = world.engine.services;
    const draft = getDraft(store, world.promptId);
    expect(previewed(world).draftEdited).toBe(false);
    const saved = saveDraft(store, { ...draft, text: "You are Lex, and more.\n" });
    expect(previewed(world).draftEdited).toBe(true);
    const { code, message } = await problemOf(() => merges.commit(commitOf(world)));
    expect([code, message]).toEqual(["conflict", expect.stringContaining("draft of main has edits")]);
    expect(getDraft(store, world.promptId).text).toBe("You are Lex, and more.\n");
    const { text } = previewed(world);
    saveDraft(store, { ...saved, text: text ?? "" });
    expect(merges.commit(commitOf(world))).toMatchObject({ number: 4, mergedNumber: 2 });
  });

  it("leaves the draft of another branch alone", async () => {
    const world = await forked(texts);
    const { merges, store } = world.engine.services;
    const draft = getDraft(store, world.promptId);
    saveDraft(store, { ...draft, text: "My words on main.\n" });
    const { ours, theirs } = { ours: pair.theirs, theirs: pair.ours };
    const preview = merges.preview({ promptId: world.promptId, ours, theirs });
    merges.commit({
      promptId: world.promptId,
      ours,
      theirs,
      text: preview.text ?? "",
      message: "m",
      heads: { ours: preview.ours, theirs: preview.theirs },
    });
    expect(branchOf(world, "office")).toMatchObject({ headNumber: 4 });
    expect(getDraft(store, world.promptId)).toMatchObject({ branch: "main", text: "My words on main.\n" });
  });
});
