import { createRouterClient, ORPCError } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { openProject } from "../../../electron/engine/project.ts";
import { switchBranch } from "../../../electron/engine/prompts/branches.ts";
import { commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { listBranches } from "../../../electron/engine/prompts/branch-heads.ts";
import type { EngineEvent } from "../../../shared/contract/project.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { testEngine } from "../../fixtures/engine/test-engine.ts";

/** Two windows on one engine, and a prompt with v1 on main and the branch tone. */
async function twoWindows() {
  const engine = await testEngine([], { texts: ["One."] });
  const { promptId } = engine;
  const [left, right] = [createRouterClient(engine.router), createRouterClient(engine.router)];
  await left.branches.create({ promptId, name: "tone", from: 1 });
  const events: EngineEvent[] = [];
  engine.services.events.listen((event) => events.push(event));
  /** What a window does when somebody types: saves on the branch it shows. */
  const type = async (window: typeof left, text: string) => {
    const draft = await window.drafts.get({ promptId });
    return window.drafts.save({ promptId, branch: draft.branch, text, settings: {}, revision: draft.revision });
  };
  return { engine, promptId, left, right, events, type };
}

const codeOf = async (asked: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof ORPCError ? error.data : error;
};

describe("two windows and one prompt's branches", () => {
  it("stand on the same branch, and hear of each other's switch", async () => {
    const { promptId, left, right, events, type } = await twoWindows();
    await type(left, "Typed on main.");
    expect(await right.branches.switch({ promptId, name: "tone" })).toMatchObject({ branch: "tone", text: "One." });
    expect(events).toEqual([{ type: "changed", topic: "branches" }]);
    expect(await left.drafts.get({ promptId })).toMatchObject({ branch: "tone", text: "One." });
    expect(await left.branches.switch({ promptId, name: "main" })).toMatchObject({ text: "Typed on main." });
  });

  it("a save typed on a branch that is not current any more is refused, and neither draft is touched", async () => {
    const { promptId, left, right, type } = await twoWindows();
    await type(left, "Typed on main.");
    const { branch, revision } = await left.drafts.get({ promptId });
    await right.branches.switch({ promptId, name: "tone" });
    const late = left.drafts.save({ promptId, branch, text: "A key later.", settings: {}, revision });
    expect(await codeOf(late)).toMatchObject({ code: "conflict", details: { branch: "tone", named: "main" } });
    expect(await right.drafts.get({ promptId })).toMatchObject({ branch: "tone", text: "One." });
    // Back on its branch the window can save the same words.
    const back = await left.branches.switch({ promptId, name: "main" });
    expect(back.text).toBe("Typed on main.");
    const saved = { promptId, branch, text: "A key later.", settings: {}, revision: back.revision };
    expect(await left.drafts.save(saved)).toMatchObject({ branch: "main", text: "A key later." });
  });

  it("a commit or restore meant for another branch makes no version", async () => {
    const { promptId, left, right, type } = await twoWindows();
    await type(left, "Typed on main.");
    await right.branches.switch({ promptId, name: "tone" });
    expect(await codeOf(left.versions.commit({ promptId, message: "m", branch: "main" }))).toMatchObject({
      code: "conflict",
    });
    expect(await codeOf(left.versions.restore({ promptId, number: 1, branch: "main" }))).toMatchObject({
      code: "conflict",
    });
    expect(await left.versions.list({ promptId })).toHaveLength(1);
  });

  it("switching at the same time, again and again, with saves between, end on one branch with all words kept", async () => {
    const { promptId, left, right, type } = await twoWindows();
    await left.branches.create({ promptId, name: "facts", from: null });
    const names = ["main", "tone", "facts"];
    const typed = new Map<string, string>(names.map((name) => [name, "One."]));
    for (let round = 0; round < 12; round += 1) {
      const [one, other] = [names[round % 3] ?? "", names[(round + 1 + (round % 2)) % 3] ?? ""];
      const [first, second, saved] = await Promise.all([
        left.branches.switch({ promptId, name: one }),
        right.branches.switch({ promptId, name: other }),
        type(left, `Words of round ${round}.`).catch(() => null),
      ]);
      expect([first.branch, second.branch]).toEqual([one, other]);
      if (saved) typed.set(saved.branch, saved.text);
      const branches = await left.branches.list({ promptId });
      expect(branches.filter((branch) => branch.current)).toHaveLength(1);
    }
    for (const name of names) {
      expect(await right.branches.switch({ promptId, name })).toMatchObject({ text: typed.get(name) });
    }
    expect([...typed.values()].filter((text) => text.startsWith("Words"))).not.toEqual([]);
  });
});

describe("two processes on one project file", () => {
  it("see each other's branch, and never write into the wrong draft", async () => {
    const { engine, promptId } = await twoWindows();
    const here = engine.services.store;
    const there = openProject(engine.file, null);
    const draft = getDraft(here, promptId);
    switchBranch(there, promptId, "tone");
    const late = { promptId, branch: draft.branch, text: "Late.", settings: {}, revision: draft.revision };
    expect((await problemOf(() => saveDraft(here, late))).code).toBe("conflict");
    commitText(there, promptId, "Two, from outside.", "m", null, "main");
    expect(getDraft(here, promptId)).toMatchObject({ branch: "tone", text: "One." });
    expect(listBranches(here, promptId)).toMatchObject([
      { name: "main", headNumber: 2, current: false, edited: false },
      { name: "tone", headNumber: 1, current: true, edited: false },
    ]);
    there.close();
  });
});
