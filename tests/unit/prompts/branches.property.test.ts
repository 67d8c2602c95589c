import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBranch, removeBranch, renameBranch, switchBranch } from "../../../electron/engine/prompts/branches.ts";
import {
  advanceBranchHead,
  currentBranch,
  listBranches,
  requireBranch,
} from "../../../electron/engine/prompts/branch-heads.ts";
import { commitDraft, commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { setLabel, commitVersion, removeVersion, requireVersion } from "../../../electron/engine/prompts/versions.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import { Problem } from "../../../shared/problem.ts";
import { versionAncestors } from "../../../shared/domain/prompt.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

const name = fc.constantFrom("main", "tone", "facts", "short", "main-v2");
const text = fc.constantFrom("A.", "B.", "C.\n", "D.\r\n", "E.");
/** Stands for one of the branches, or versions, that there are. */
const at = fc.nat({ max: 11 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("type" as const), text }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("commit" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("commit-text" as const), text, at }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("create" as const), name, from: fc.option(at), carryDraft: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("switch" as const), at }) },
  fc.record({ do: fc.constant("rename" as const), at, name }),
  fc.record({ do: fc.constant("remove" as const), at, force: fc.boolean() }),
  fc.record({ do: fc.constant("merge" as const), at, text }),
  fc.record({ do: fc.constant("remove-version" as const), at }),
  fc.record({ do: fc.constant("label" as const), at, name }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function act(store: Store, id: string, one: Step): void {
  const { branch, revision } = getDraft(store, id);
  switch (one.do) {
    case "type":
      return void saveDraft(store, { promptId: id, branch, text: one.text, settings: {}, revision });
    case "commit":
      return void commitDraft(store, id, "m", null, branch);
    case "commit-text":
      return void commitText(store, id, one.text, "m", null, branchAt(store, id, one.at));
    case "create": {
      const from = one.from === null ? null : versionAt(store, id, one.from);
      return void createBranch(store, { promptId: id, name: one.name, from, carryDraft: one.carryDraft });
    }
    case "switch":
      return void switchBranch(store, id, branchAt(store, id, one.at));
    case "rename":
      return void renameBranch(store, id, branchAt(store, id, one.at), one.name);
    case "remove":
      return removeBranch(store, id, branchAt(store, id, one.at), one.force);
    case "merge":
      return merge(store, id, branchAt(store, id, one.at), one.text);
    case "remove-version":
      return removeVersion(store, id, versionAt(store, id, one.at));
    case "label":
      return setLabel(store, id, versionAt(store, id, one.at), one.name);
    default:
      return one satisfies never;
  }
}

function branchAt(store: Store, id: string, at: number): string {
  const names = listBranches(store, id).map((one) => one.name);
  return names[at % names.length] ?? "";
}

function versionAt(store: Store, id: string, at: number): number {
  const numbers = store.versions.numbers(Number(id));
  return numbers[at % numbers.length] ?? 1;
}

/** What a merge does to the history; its draft is left as it is. */
function merge(store: Store, id: string, theirs: string, made: string): void {
  const ours = currentBranch(store, id);
  const other = requireBranch(store, id, theirs);
  if (ours.headNumber === null || other.headNumber === null || ours.headNumber === other.headNumber) return;
  const parent = requireVersion(store, id, ours.headNumber);
  const merged = requireVersion(store, id, other.headNumber);
  store.write(() => {
    const request = { promptId: id, text: made, settings: {}, parent, merged, message: "m", label: null };
    advanceBranchHead(store, ours, commitVersion(store, request));
  });
}

interface Words {
  text: string;
  edited: boolean;
}

/** The words of every draft, by branch. */
function wordsOf(store: Store, id: string): Map<string, Words> {
  return new Map(
    listBranches(store, id).map(({ name: branch, edited }) => {
      const { id: branchId } = requireBranch(store, id, branch);
      return [branch, { text: store.drafts.ofBranch(branchId)?.text ?? "", edited }];
    }),
  );
}

const heldText = (store: Store, id: string, made: number): string =>
  store.versions.withText(requireVersion(store, id, made)).text;

describe("branches under any sequence of changes", () => {
  it("lose no words of a draft, end at versions that exist, and have one current and unique names and numbers", () => {
    const store = testStore();
    let round = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
        const { id } = createPrompt(store, `prompt ${round++}`, "");
        const texts = new Map<number, string>();
        let mayBeLoose = false;
        for (const one of steps) {
          const before = wordsOf(store, id);
          const meant = "at" in one ? branchAt(store, id, one.at) : "";
          const typedOn = getDraft(store, id).branch;
          const { revision } = getDraft(store, id);
          let refused = false;
          try {
            act(store, id, one);
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            refused = true;
          }
          const branches = listBranches(store, id);
          const versions = store.versions.list(Number(id));
          const after = wordsOf(store, id);
          const current = getDraft(store, id);

          // A refusal leaves everything as it was.
          if (refused) expect(after).toEqual(before);

          // Words: each draft is there as it was, but where a person typed, or where nothing was edited or it was asked for.
          for (const [branch, { text: words, edited }] of before) {
            const now = one.do === "rename" && !refused && meant === branch ? one.name : branch;
            if (one.do === "remove" && meant === branch && !refused && (one.force || !edited)) continue;
            if (one.do === "type" && branch === typedOn) expect(after.get(branch)?.text).toBe(one.text);
            // What follows a commit from outside stood in a version already.
            else if (one.do === "commit-text" && meant === branch && after.get(now)?.text !== words)
              expect(["", ...texts.values()]).toContain(words);
            else expect(after.get(now)?.text).toBe(words);
          }

          // Branches: one is current, all end at versions that are there, no name is a label too.
          expect(branches.filter((branch) => branch.current)).toHaveLength(1);
          expect(branches.find((branch) => branch.current)?.name).toBe(current.branch);
          const labels = versions.flatMap((version) => version.labels);
          expect(new Set([...branches.map((branch) => branch.name), ...labels]).size).toBe(
            branches.length + labels.length,
          );
          const live = new Set(versions.map((version) => version.number));
          for (const { headNumber } of branches) if (headNumber !== null) expect(live).toContain(headNumber);
          expect(current.revision).toBeGreaterThanOrEqual(revision);
          if (current.branch !== typedOn) expect(current.revision).toBeGreaterThan(revision);

          // Versions: numbers go up by one, texts never change, and none is on no branch unless somebody wanted that.
          for (const { number: made } of versions) {
            if (!texts.has(made)) {
              expect(made).toBe(texts.size + 1);
              texts.set(made, heldText(store, id, made));
            }
            expect(heldText(store, id, made)).toBe(texts.get(made));
          }
          mayBeLoose ||= !refused && (one.do === "remove-version" || (one.do === "remove" && one.force));
          if (mayBeLoose) continue;
          const history = store.versions.descent(Number(id));
          const held = versionAncestors(history, ...branches.flatMap(({ headNumber }) => headNumber ?? []));
          for (const made of live) expect(held).toContain(made);
        }
      }),
      { numRuns: 100 },
    );
  });
});
