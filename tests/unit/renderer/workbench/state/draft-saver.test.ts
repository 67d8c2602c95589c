import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDraftSaver, type DraftPort } from "../../../../../renderer/workbench/state/draft-saver.ts";
import type { Draft } from "../../../../../shared/domain/prompt.ts";
import { Problem } from "../../../../../shared/problem.ts";

/** Keeps one draft a branch as the engine does: a save of an older revision, or of another branch, is refused. */
function engine() {
  let draft: Draft = {
    promptId: "1",
    branch: "main",
    text: "a",
    settings: {},
    baseNumber: 1,
    revision: 1,
    updatedAt: "2026-11-20T10:00:00Z",
  };
  const aside = new Map<string, Draft>();
  const saves: string[] = [];
  let broken = false;
  const write = (text: string): Draft => (draft = { ...draft, text, revision: draft.revision + 1 });
  const port: DraftPort = {
    get: async () => draft,
    async save(change) {
      if (broken) throw new Problem("disk-full", "The disk is full.");
      if (change.branch !== draft.branch) throw new Problem("conflict", "another branch is current");
      if (change.revision !== draft.revision) throw new Problem("conflict", "changed elsewhere");
      saves.push(change.text);
      return write(change.text);
    },
    async switchTo(branch) {
      aside.set(draft.branch, draft);
      const held = aside.get(branch) ?? { ...draft, branch, text: `of ${branch}` };
      return (draft = { ...held, revision: draft.revision + 1 });
    },
    problemOf: (error) => (error instanceof Problem ? error : new Problem("internal", String(error))),
  };
  return { port, saves, write, draft: () => draft, breakDown: (now: boolean) => void (broken = now) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("draft saver", () => {
  it("saves once after a burst of typing", async () => {
    const { port, saves, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    for (const text of ["ab", "abc", "abcd"]) saver.edit(text);
    expect(saver.state().saving).toBe("waiting");
    await vi.runAllTimersAsync();
    expect(saves).toEqual(["abcd"]);
    expect(saver.state().saving).toBe("saved");
  });
  it("has everything typed on disk when a flush resolves, even what was typed during a save", async () => {
    const { port, saves, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    saver.edit("ab");
    const first = saver.flush();
    saver.edit("abc");
    await first;
    expect(await saver.flush()).toBe(true);
    expect(saves.at(-1)).toBe("abc");
    expect(draft().text).toBe("abc");
  });
  it("never overwrites what another window saved, and goes on when a person keeps theirs", async () => {
    const { port, write, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    write("theirs");
    saver.edit("mine");
    expect(await saver.flush()).toBe(false);
    expect(saver.state().saving).toBe("conflict");
    expect(draft().text).toBe("theirs");
    saver.edit("mine too");
    await saver.keepMine();
    expect(draft().text).toBe("mine too");
    expect(saver.state().saving).toBe("saved");
  });
  it("keeps words on the branch they were typed on when another window has switched meanwhile", async () => {
    const { port, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    saver.edit("mine");
    await port.switchTo("other");
    expect(await saver.flush()).toBe(false);
    expect(draft()).toMatchObject({ branch: "other", text: "of other" });
    await saver.keepMine();
    expect(draft()).toMatchObject({ branch: "main", text: "mine" });
    expect(await port.switchTo("other")).toMatchObject({ text: "of other" });
  });
  it("follows another window to another branch while nothing is unsaved here", async () => {
    const { port, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    saver.receive(await port.switchTo("other"));
    expect(saver.state()).toMatchObject({ branch: "other", text: "of other", replaced: 1 });
    saver.edit("typed there");
    await vi.runAllTimersAsync();
    expect(draft()).toMatchObject({ branch: "other", text: "typed there" });
  });
  it("takes over the other window's text when asked to, and tells the editor", async () => {
    const { port, write, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    write("theirs");
    saver.edit("mine");
    await saver.flush();
    const before = saver.state().replaced;
    await saver.loadTheirs();
    expect(saver.state()).toMatchObject({ text: "theirs", saving: "saved", replaced: before + 1 });
  });
  it("follows another window while nothing is unsaved here, and ignores its own echo", async () => {
    const { port, write, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    saver.receive(draft());
    expect(saver.state().replaced).toBe(0);
    saver.receive(write("theirs"));
    expect(saver.state().text).toBe("theirs");
    saver.edit("mine");
    saver.receive({ ...draft(), text: "again", revision: 99 });
    expect(saver.state().text).toBe("mine");
  });
  it("keeps the text after a failed save and tries again with the next key", async () => {
    const { port, draft, breakDown } = engine();
    const saver = createDraftSaver(draft(), port);
    breakDown(true);
    saver.edit("ab");
    expect(await saver.flush()).toBe(false);
    expect(saver.state()).toMatchObject({ text: "ab", saving: "failed", problem: { code: "disk-full" } });
    breakDown(false);
    saver.edit("abc");
    await vi.runAllTimersAsync();
    expect(draft().text).toBe("abc");
  });
  it("goes on from the new version after a commit without losing what was typed meanwhile", async () => {
    const { port, write, draft } = engine();
    const saver = createDraftSaver(draft(), port);
    write("a");
    saver.edit("a and more");
    await saver.rebase();
    expect(await saver.flush()).toBe(true);
    expect(draft().text).toBe("a and more");
  });
});
