import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openProject } from "../../../electron/engine/project.ts";
import { createBranch, switchBranch } from "../../../electron/engine/prompts/branches.ts";
import { commitDraft, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { listBranches } from "../../../electron/engine/prompts/branch-heads.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import { oldProject } from "./old-project.ts";

/**
 * Five prompts of the format before branches: 1 with edits on an older version and its newest version deleted, 2 never
 * committed, 3 committed and unedited with settings and a label named main, 4 deleted, 5 without a draft.
 */
const before = `
  INSERT INTO texts (id, sha256, text) VALUES (1, x'01', 'One.'), (2, x'02', 'Two.'), (3, x'03', 'Three.'),
    (4, x'04', 'Other.'), (5, x'05', 'Gone.'), (6, x'06', 'Draftless.');
  INSERT INTO prompts (id, name, created_at, deleted_at) VALUES
    (1, 'lex', '2026-11-01T00:00:00.000Z', NULL), (2, 'new', '2026-11-02T00:00:00.000Z', NULL),
    (3, 'other', '2026-11-03T00:00:00.000Z', NULL), (4, 'gone', '2026-11-04T00:00:00.000Z', '2026-11-05T00:00:00.000Z'),
    (5, 'draftless', '2026-11-06T00:00:00.000Z', NULL);
  INSERT INTO versions (id, prompt_id, number, parent_id, text_id, settings, author, message, added, removed, created_at,
    deleted_at) VALUES
    (1, 1, 1, NULL, 1, '{}', 'ada', 'first', 1, 0, '2026-11-01T01:00:00.000Z', NULL),
    (2, 1, 2, 1, 2, '{}', 'ada', 'second', 1, 1, '2026-11-01T02:00:00.000Z', NULL),
    (3, 1, 3, 2, 3, '{}', 'ada', 'third', 1, 1, '2026-11-01T03:00:00.000Z', '2026-11-01T04:00:00.000Z'),
    (4, 3, 1, NULL, 4, '{"seed":7,"temperature":0.5}', 'ada', 'first', 1, 0, '2026-11-03T01:00:00.000Z', NULL),
    (5, 4, 1, NULL, 5, '{}', 'ada', 'first', 1, 0, '2026-11-04T01:00:00.000Z', NULL),
    (6, 5, 1, NULL, 6, '{}', 'ada', 'first', 1, 0, '2026-11-06T01:00:00.000Z', NULL);
  INSERT INTO drafts (prompt_id, text, settings, base_version_id, revision, updated_at) VALUES
    (1, 'One and my words.', '{"temperature":0.2}', 1, 41, '2026-11-07T00:00:00.000Z'),
    (2, 'Typed, never committed.', '{}', NULL, 3, '2026-11-07T00:00:00.000Z'),
    (3, 'Other.', '{"temperature":0.5,"seed":7}', 4, 9, '2026-11-07T00:00:00.000Z'),
    (4, 'Gone.', '{}', 5, 2, '2026-11-07T00:00:00.000Z');
  INSERT INTO labels (prompt_id, name, version_id, moved_at) VALUES
    (3, 'main', 4, '2026-11-07T00:00:00.000Z'), (3, 'main-2', 4, '2026-11-07T00:00:00.000Z'),
    (1, 'production', 1, '2026-11-07T00:00:00.000Z');`;

function upgraded() {
  const file = oldProject(9, before);
  const store = openProject(file, null);
  return { file, store };
}

describe("a project of the format before branches", () => {
  it("has its history on main: head and draft as they were, edits and settings included", () => {
    const { store } = upgraded();
    expect(listBranches(store, "1")).toEqual([
      {
        promptId: "1",
        name: "main",
        headNumber: 2,
        baseNumber: null,
        current: true,
        edited: true,
        updatedAt: "2026-11-07T00:00:00.000Z",
      },
    ]);
    expect(getDraft(store, "1")).toEqual({
      promptId: "1",
      branch: "main",
      text: "One and my words.",
      settings: { temperature: 0.2 },
      baseNumber: 1,
      revision: 41,
      updatedAt: "2026-11-07T00:00:00.000Z",
    });
    expect(store.versions.list(1).map((one) => [one.number, one.parentNumber, one.mergedNumber])).toEqual([
      [2, 1, null],
      [1, null, null],
    ]);
    store.close();
  });

  it("keeps the words of a prompt that was never committed", () => {
    const { store } = upgraded();
    expect(listBranches(store, "2")).toMatchObject([{ name: "main", headNumber: null, edited: true }]);
    expect(getDraft(store, "2")).toMatchObject({ text: "Typed, never committed.", baseNumber: null });
    store.close();
  });

  it("names the branch otherwise where main is a label, which keeps its meaning", () => {
    const { store } = upgraded();
    const prompt = store.prompts.get(3);
    if (!prompt) throw new Error("the prompt is gone");
    expect(listBranches(store, "3")).toMatchObject([{ name: "main-3", headNumber: 1, edited: false }]);
    expect(resolveRef(store, prompt, "main")).toMatchObject({ version: { number: 1 } });
    store.close();
  });

  it("gives a branch to deleted prompts and a draft to those without one", () => {
    const { file, store } = upgraded();
    expect(getDraft(store, "5")).toMatchObject({ branch: "main", text: "Draftless.", baseNumber: 1 });
    store.close();
    const sql = new Database(file, { readonly: true });
    expect(sql.prepare("SELECT prompt_id, count(*) AS n FROM branches GROUP BY prompt_id").all()).toEqual(
      [1, 2, 3, 4, 5].map((id) => ({ prompt_id: id, n: 1 })),
    );
    expect(sql.prepare("SELECT count(*) AS n FROM drafts").all()).toEqual([{ n: 5 }]);
    expect(sql.pragma("foreign_key_check")).toEqual([]);
    sql.close();
  });

  it("goes on from there: saves, commits and branches as any other", () => {
    const { file, store } = upgraded();
    const { revision, settings } = getDraft(store, "1");
    saveDraft(store, { promptId: "1", branch: "main", text: "More words.", settings, revision });
    expect(commitDraft(store, "1", "m", null)).toMatchObject({ number: 4, parentNumber: 1 });
    // The draft stood on v1 while main had gone on to v2, which stays on a branch of its own.
    expect(listBranches(store, "1").map((one) => [one.name, one.headNumber])).toEqual([
      ["main", 4],
      ["main-v2", 2],
    ]);
    createBranch(store, { promptId: "1", name: "tone", from: 2 });
    switchBranch(store, "1", "tone");
    store.close();
    const again = openProject(file, null);
    expect(getDraft(again, "1")).toMatchObject({ branch: "tone", text: "Two." });
    again.close();
  });
});
