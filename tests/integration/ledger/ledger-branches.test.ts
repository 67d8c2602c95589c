import { describe, expect, it } from "vitest";
import { createBranch, switchBranch } from "../../../electron/engine/prompts/branches.ts";
import { advanceBranchHead, requireBranch } from "../../../electron/engine/prompts/branch-heads.ts";
import { commitDraft, getDraft, rebaseDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { commitVersion, requireVersion } from "../../../electron/engine/prompts/versions.ts";
import { first, ledgerWorld, linked, type LedgerWorld } from "./ledger-helpers.ts";

/** Commits a text on a branch, as the newest of its versions. */
function commitOn({ engine, over }: LedgerWorld, branch: string, lines: readonly string[]): void {
  const { store } = engine.services;
  if (getDraft(store, over.promptId).branch !== branch) switchBranch(store, over.promptId, branch);
  saveDraft(store, { ...getDraft(store, over.promptId), text: lines.join("\n") });
  commitDraft(store, over.promptId, "a change", null);
}

function mergeInto({ engine, over }: LedgerWorld, ours: number, theirs: number, lines: readonly string[]): void {
  const { store } = engine.services;
  store.write(() => {
    const version = commitVersion(store, {
      promptId: over.promptId,
      text: lines.join("\n"),
      settings: {},
      parent: requireVersion(store, over.promptId, ours),
      merged: requireVersion(store, over.promptId, theirs),
      message: "merge",
      label: null,
    });
    const main = requireBranch(store, over.promptId, "main");
    advanceBranchHead(store, main, version);
    rebaseDraft(store, main.id, version, lines.join("\n"), {});
  });
}

const reworded = first.with(2, "- Never speak of other firms or of what they sell.");

describe("links and branches", () => {
  it("belong to the prompt: each branch has the rule as it is called there", async () => {
    const world = await ledgerWorld();
    const { engine, over, link, read } = world;
    await link("competitors", ["a"]);
    createBranch(engine.services.store, { promptId: over.promptId, name: "try", from: 1 });
    commitOn(world, "try", first.with(2, "- Never mention competitors or other firms."));
    commitOn(world, "try", reworded);
    commitOn(world, "main", [...first, "- Be brief."]);
    expect(linked(await read("try"))).toEqual([["- Never speak of other firms or of what they sell.", ["a"]]]);
    expect(linked(await read("main"))).toEqual([["- Never mention competitors.", ["a"]]]);
    switchBranch(engine.services.store, over.promptId, "try");
    expect(linked(await read())).toEqual([["- Never speak of other firms or of what they sell.", ["a"]]]);
  });

  it("come back with a merge: a rule that one side deleted, under the name that the other side gave it", async () => {
    const world = await ledgerWorld();
    const { engine, over, link, read } = world;
    await link("competitors", ["a"]);
    createBranch(engine.services.store, { promptId: over.promptId, name: "try", from: 1 });
    commitOn(world, "main", first.toSpliced(2, 1));
    expect((await read("main")).gone).toHaveLength(1);
    commitOn(world, "try", first.with(2, "- Never mention competitors or other firms."));
    // The merge words it once more: neither side has it so.
    mergeInto(world, 2, 3, first.with(2, "- Never mention competitors, other firms or their fees."));
    const merged = await read("v4");
    expect(linked(merged)).toEqual([["- Never mention competitors, other firms or their fees.", ["a"]]]);
    expect(merged.gone).toEqual([]);
    // Held against its first parent, which had lost it, the rule is new.
    expect(merged.rules[2]).toMatchObject({ change: "added" });
    commitOn(world, "main", first.with(2, "- Never mention firms or their fees, not even when asked."));
    expect(linked(await read("v5"))).toEqual([["- Never mention firms or their fees, not even when asked.", ["a"]]]);
  });

  it("are found on both branches when a rule is linked on one of them late", async () => {
    const world = await ledgerWorld();
    const { engine, over, link, read } = world;
    createBranch(engine.services.store, { promptId: over.promptId, name: "try", from: 1 });
    commitOn(world, "try", first.with(2, "- Never mention competitors or other firms."));
    commitOn(world, "main", first.with(2, "- Do not ever mention competitors."));
    await link("ever mention", ["a"], "main");
    expect(linked(await read("try"))).toEqual([["- Never mention competitors or other firms.", ["a"]]]);
    expect(linked(await read("v1"))).toEqual([["- Never mention competitors.", ["a"]]]);
  });
});
