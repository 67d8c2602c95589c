import { describe, expect, it } from "vitest";
import { createBranch, removeBranch, renameBranch, switchBranch } from "../../../electron/engine/prompts/branches.ts";
import { commitDraft, commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { currentBranch, listBranches } from "../../../electron/engine/prompts/branch-heads.ts";
import { setLabel, removeVersion, restoreVersion } from "../../../electron/engine/prompts/versions.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import { branchNameSchema } from "../../../shared/domain/prompt.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

function withPrompt(...texts: string[]) {
  const store = testStore();
  const prompt = createPrompt(store, "lex", "");
  for (const text of texts) commitText(store, prompt.id, text, "a change", null);
  const make = (name: string, from: number | null = null, carryDraft = false) =>
    createBranch(store, { promptId: prompt.id, name, from, carryDraft });
  const named = (name: string) => listBranches(store, prompt.id).find((one) => one.name === name);
  return { store, prompt, id: prompt.id, make, named };
}

function type(store: Store, id: string, text: string, settings = {}): void {
  const { branch, revision } = getDraft(store, id);
  saveDraft(store, { promptId: id, branch, text, settings, revision });
}

describe("a prompt's branches", () => {
  it("begin with main, which a commit moves", () => {
    const { store, id } = withPrompt();
    expect(listBranches(store, id)).toMatchObject([
      { name: "main", headNumber: null, baseNumber: null, current: true, edited: false },
    ]);
    type(store, id, "One.");
    expect(currentBranch(store, id).edited).toBe(true);
    commitDraft(store, id, "m", null);
    expect(listBranches(store, id)).toMatchObject([{ name: "main", headNumber: 1, current: true, edited: false }]);
  });

  it("start from the current head, from a version, and from the draft's words, and nobody goes there yet", () => {
    const { store, id, make } = withPrompt("One.", "Two.");
    type(store, id, "Two and a half.", { seed: 2 });
    expect(make("a")).toMatchObject({ headNumber: 2, baseNumber: 2, current: false, edited: false });
    expect(make("b", 1)).toMatchObject({ headNumber: 1, baseNumber: 1, edited: false });
    expect(make("c", 1, true)).toMatchObject({ headNumber: 1, edited: true });
    expect(getDraft(store, id)).toMatchObject({ branch: "main", text: "Two and a half." });
    expect(switchBranch(store, id, "b")).toMatchObject({ branch: "b", text: "One.", baseNumber: 1 });
    expect(switchBranch(store, id, "c")).toMatchObject({ text: "Two and a half.", settings: { seed: 2 } });
    expect(switchBranch(store, id, "main")).toMatchObject({ branch: "main", text: "Two and a half." });
  });

  it("can start in a prompt without versions", () => {
    const { store, id, make } = withPrompt();
    expect(make("idea")).toMatchObject({ headNumber: null, baseNumber: null, edited: false });
    switchBranch(store, id, "idea");
    type(store, id, "One.");
    expect(commitDraft(store, id, "m", null)).toMatchObject({ number: 1, parentNumber: null });
  });

  it("grow each on its own head, with numbers counted over all of them", () => {
    const { store, id, make, named } = withPrompt("One.");
    make("tone");
    expect(commitText(store, id, "Main two.", "m", null)).toMatchObject({ number: 2, parentNumber: 1 });
    switchBranch(store, id, "tone");
    type(store, id, "Tone two.");
    expect(commitDraft(store, id, "m", null)).toMatchObject({ number: 3, parentNumber: 1 });
    expect(commitText(store, id, "Main three.", "m", null, "main")).toMatchObject({ number: 4, parentNumber: 2 });
    expect(named("main")).toMatchObject({ headNumber: 4, edited: false, current: false });
    expect(named("tone")).toMatchObject({ headNumber: 3, current: true });
  });

  it("take a restored version on top of their own head", () => {
    const { store, id, make } = withPrompt("One.", "Two.");
    make("tone", 1);
    switchBranch(store, id, "tone");
    type(store, id, "Tone.");
    commitDraft(store, id, "m", null);
    expect(restoreVersion(store, id, 2)).toMatchObject({ number: 4, parentNumber: 3 });
    expect(getDraft(store, id)).toMatchObject({ branch: "tone", text: "Two.", baseNumber: 4 });
  });

  it("keep what was committed from outside while a draft had edits, on a branch of its own", () => {
    const { store, id, named } = withPrompt("One.");
    type(store, id, "My edit.");
    commitText(store, id, "Two.", "from outside", null);
    expect(commitDraft(store, id, "mine", null)).toMatchObject({ number: 3, parentNumber: 1 });
    expect(named("main")).toMatchObject({ headNumber: 3 });
    expect(named("main-v2")).toMatchObject({ headNumber: 2, baseNumber: 1, edited: false, current: false });
  });
});

describe("a branch's name", () => {
  it.each(["v3", "3", "latest", "draft", "abcdef", "", "-x", "a b"])("%j could be another kind of REF", (name) => {
    expect(branchNameSchema.safeParse(name).success).toBe(false);
  });

  it("is no branch and no label of the prompt, nor a label the name of a branch", async () => {
    const { store, id, make } = withPrompt("One.");
    setLabel(store, id, 1, "production");
    expect((await problemOf(() => make("main"))).code).toBe("conflict");
    expect((await problemOf(() => make("production"))).code).toBe("conflict");
    expect((await problemOf(() => renameBranch(store, id, "main", "production"))).code).toBe("conflict");
    expect((await problemOf(() => setLabel(store, id, 1, "main"))).code).toBe("conflict");
    expect((await problemOf(() => commitText(store, id, "Two.", "m", "main"))).code).toBe("conflict");
    expect(store.versions.latest(Number(id))?.number).toBe(1);
    const other = createPrompt(store, "other", "").id;
    expect(createBranch(store, { promptId: other, name: "production", from: null })).toMatchObject({
      headNumber: null,
    });
  });

  it("is a REF: its head", async () => {
    const { store, prompt, id, make } = withPrompt("One.", "Two.");
    make("tone", 1);
    expect(resolveRef(store, prompt, "tone")).toMatchObject({ kind: "version", version: { number: 1 } });
    commitText(store, id, "Tone.", "m", null, "tone");
    expect(resolveRef(store, prompt, "tone")).toMatchObject({ text: "Tone." });
    expect(resolveRef(store, prompt, "latest")).toMatchObject({ text: "Tone." });
    expect(resolveRef(store, prompt, "main")).toMatchObject({ text: "Two." });
    const empty = createPrompt(store, "new", "");
    expect((await problemOf(() => resolveRef(store, empty, "main"))).message).toMatch(/main.*no versions yet/);
  });

  it("can be changed, the current one's too, and the draft goes with it", () => {
    const { store, id, make, named } = withPrompt("One.");
    make("tone");
    type(store, id, "Words.");
    const { revision } = getDraft(store, id);
    expect(renameBranch(store, id, "main", "trunk")).toMatchObject({ name: "trunk", current: true, edited: true });
    expect(getDraft(store, id)).toMatchObject({ branch: "trunk", text: "Words." });
    expect(getDraft(store, id).revision).toBeGreaterThan(revision);
    expect(renameBranch(store, id, "tone", "tone")).toMatchObject({ name: "tone" });
    expect(named("main")).toBeUndefined();
  });
});

describe("deleting a branch", () => {
  it("is refused for the current one, which the last one always is", async () => {
    const { store, id, make } = withPrompt("One.");
    expect((await problemOf(() => removeBranch(store, id, "main", true))).message).toMatch(/current branch/);
    make("tone");
    switchBranch(store, id, "tone");
    removeBranch(store, id, "main", false);
    expect(listBranches(store, id).map((one) => one.name)).toEqual(["tone"]);
    expect((await problemOf(() => removeBranch(store, id, "tone", true))).code).toBe("conflict");
  });

  it("is refused where its head is on no other branch, until it is forced; the versions stay", async () => {
    const { store, id, make } = withPrompt("One.");
    make("tone");
    commitText(store, id, "Tone.", "m", null, "tone");
    const problem = await problemOf(() => removeBranch(store, id, "tone", false));
    expect(problem.message).toContain("v2 and what led to it are on no other branch");
    expect(problem.details).toMatchObject({ unmerged: true, edited: false });
    removeBranch(store, id, "tone", true);
    expect(store.versions.list(Number(id)).map((one) => one.number)).toEqual([2, 1]);
  });

  it("is allowed where another branch has gone on from its head", () => {
    const { store, id, make } = withPrompt("One.");
    make("tone");
    commitText(store, id, "Two.", "m", null);
    removeBranch(store, id, "tone", false);
    expect(listBranches(store, id)).toHaveLength(1);
  });

  it("is refused where its draft has edits, settings among them", async () => {
    const { store, id, make } = withPrompt("One.");
    make("tone");
    switchBranch(store, id, "tone");
    type(store, id, "One.", { temperature: 0.5 });
    switchBranch(store, id, "main");
    const problem = await problemOf(() => removeBranch(store, id, "tone", false));
    expect(problem.message).toContain("edits that are in no version");
    expect(problem.details).toMatchObject({ unmerged: false, edited: true });
  });
});

describe("deleting a version", () => {
  it("that the draft of any branch stands on is refused and names the branch", async () => {
    const { store, id, make } = withPrompt("One.", "Two.");
    make("tone", 1);
    expect((await problemOf(() => removeVersion(store, id, 1))).message).toContain("branch tone");
  });

  it("that a branch ends at takes the branch back to the version before", () => {
    const { store, id, named } = withPrompt("One.", "Two.");
    type(store, id, "Words on two.");
    commitText(store, id, "Three.", "from outside", null);
    commitText(store, id, "Four.", "from outside", null);
    removeVersion(store, id, 3);
    removeVersion(store, id, 4);
    expect(named("main")).toMatchObject({ headNumber: 2, edited: true });
    expect(getDraft(store, id)).toMatchObject({ text: "Words on two.", baseNumber: 2 });
  });
});
