import { describe, expect, it } from "vitest";
import { advanceBranchHead, requireBranch } from "../../../electron/engine/prompts/branch-heads.ts";
import { createBranch } from "../../../electron/engine/prompts/branches.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { commitVersion, requireVersion } from "../../../electron/engine/prompts/versions.ts";
import { bisected, bisectRequest, history, onlyCase } from "./bisect-helpers.ts";

/**
 * v1 and v2 on main; v3 and v4 on tone, from v2; v5 and v6 on main; v7 merges tone into main; v8 goes on from there.
 * `broken` says which versions fail.
 */
async function merged(broken: (version: number) => boolean) {
  const { engine, server } = await history(2, (version) => (broken(version) ? 0 : 1));
  const { store } = engine.services;
  const { promptId } = engine;
  const grow = (branch: string, version: number) =>
    commitText(store, promptId, `You are version ${version}.`, "a change", null, branch);
  createBranch(store, { promptId, name: "tone", from: 2 });
  for (const version of [3, 4]) grow("tone", version);
  for (const version of [5, 6]) grow("main", version);
  store.write(() => {
    const [parent, other] = [requireVersion(store, promptId, 6), requireVersion(store, promptId, 4)];
    const more = { promptId, text: "You are version 7.", settings: {}, message: "merge", label: null };
    const version = commitVersion(store, { ...more, parent, merged: other });
    advanceBranchHead(store, requireBranch(store, promptId, "main"), version);
  });
  grow("main", 8);
  const search = (good: number | string, bad: number | string) =>
    bisected(engine, bisectRequest(engine, server, good, bad));
  return { search };
}

describe("bisect through a merge", () => {
  it("follows the line that the good version is on, here the one that was merged in", async () => {
    const { search } = await merged((version) => version === 4 || version >= 7);
    const found = await search(3, "main");
    expect(found.path.map(({ version }) => version)).toEqual(["v3", "v4", "v7", "v8"]);
    expect(found.note).toBeNull();
    expect(onlyCase(found).result.culprit).toMatchObject({ version: "v4" });
  });

  it("walks the first line where both come from the good version, and says so", async () => {
    const { search } = await merged((version) => version >= 6);
    const found = await search(1, 8);
    expect(found.path.map(({ version }) => version)).toEqual(["v1", "v2", "v5", "v6", "v7", "v8"]);
    expect(found.note).toContain("v7 merges two lines");
    expect(onlyCase(found).result.culprit).toMatchObject({ version: "v6" });
  });

  it("names the merge where the other line brought the break, or where only both together break", async () => {
    const { search } = await merged((version) => version === 3 || version === 4 || version >= 7);
    const found = await search(1, 8);
    expect(found.note).toContain("what the other one (v4) changed counts as v7");
    expect(onlyCase(found).result.culprit).toMatchObject({ version: "v7" });
    // From there the line that was merged in can be searched by itself.
    expect(onlyCase(await search(2, "tone")).result.culprit).toMatchObject({ version: "v3" });
  });

  it("goes from one branch to the other through what both come from", async () => {
    const { search } = await merged((version) => version === 5 || version === 6);
    const found = await search("tone", 6);
    expect(found.path.map(({ version }) => version)).toEqual(["v4", "v3", "v2", "v5", "v6"]);
    expect(onlyCase(found).result.culprit).toMatchObject({ version: "v5", undone: false });
  });
});
