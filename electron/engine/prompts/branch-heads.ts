import { type Branch, type Version, versionAncestors } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import type { StoredBranch } from "../store/branches.ts";
import type { Store } from "../store/store.ts";
import { requirePrompt } from "./prompts.ts";
import { currentTimestamp } from "../clock.ts";

/** In the order they were made. */
export function listBranches(store: Store, promptId: string): Branch[] {
  requirePrompt(store, promptId);
  return store.branches.list(Number(promptId)).map(withoutRowIds);
}

export function requireBranch(store: Store, promptId: string, name: string): StoredBranch {
  requirePrompt(store, promptId);
  const branch = store.branches.find(Number(promptId), name);
  if (branch) return branch;
  const names = store.branches.list(Number(promptId)).map((one) => one.name);
  throw new Problem("not-found", `There is no branch "${name}" of this prompt. It has: ${names.join(", ")}.`, { name });
}

export function currentBranch(store: Store, promptId: string): StoredBranch {
  requirePrompt(store, promptId);
  const branch = store.branches.current(Number(promptId));
  if (!branch) throw new Error(`prompt ${promptId} has no current branch`);
  return branch;
}

/** The current branch, which has to be `name`: a caller that names a branch must not change another one by mistake. */
export function requireCurrentBranch(store: Store, promptId: string, name: string): StoredBranch {
  const branch = currentBranch(store, promptId);
  if (branch.name === name) return branch;
  throw new Problem(
    "conflict",
    `The branch ${branch.name} is the current one now, not ${name}. Nothing was changed. Switch back to ${name} and try again.`,
    { branch: branch.name, named: name },
  );
}

export function withoutRowIds({ id: _, headId: __, ...branch }: StoredBranch): Branch {
  return branch;
}

/** A name is a label or a branch, never both: as a REF it means one version. */
export function requireFreeBranchName(store: Store, promptId: number, name: string): void {
  if (store.branches.find(promptId, name)) {
    throw new Problem("conflict", `There is a branch "${name}" already. Choose another name.`, { name });
  }
  if (store.versions.byLabel(promptId, name)) {
    throw new Problem("conflict", `"${name}" is a label of this prompt. Choose another name for the branch.`, { name });
  }
}

export function requireFreeLabel(store: Store, promptId: number, label: string): void {
  if (store.branches.find(promptId, label)) {
    throw new Problem("conflict", `"${label}" is a branch of this prompt. Choose another name for the label.`, {
      label,
    });
  }
}

/** The first of `name`, `name-2`, `name-3` … that no branch and no label has. */
function freeBranchName(store: Store, promptId: number, name: string): string {
  const taken = (one: string): boolean =>
    store.branches.find(promptId, one) !== null || store.versions.byLabel(promptId, one) !== null;
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

/**
 * Moves a branch to its new version. Where the version was not made from the branch's head (somebody else committed
 * while the draft had edits), that head would be on no branch any more: a branch of its own keeps it, to be merged.
 */
export function advanceBranchHead(store: Store, branch: StoredBranch, version: Version): void {
  const { headId, headNumber } = branch;
  const promptId = Number(version.promptId);
  store.branches.moveHead(branch.id, Number(version.id), currentTimestamp());
  if (headId === null || headNumber === null || isOnSomeBranch(store, promptId, headNumber)) return;
  const head = store.versions.byNumber(promptId, headNumber);
  if (!head) return;
  const { text, settings } = store.versions.withText(head);
  // Two numbers and a dash more must not make the name longer than names may be.
  const name = freeBranchName(store, promptId, `${branch.name.slice(0, 40)}-v${headNumber}`);
  const baseId = commonAncestorId(store, promptId, headNumber, version.number);
  const id = store.branches.insert({ promptId, name, headId, baseId, current: false, now: currentTimestamp() });
  store.drafts.write({ branchId: id, text, settings, baseVersionId: headId, now: currentTimestamp() });
}

/** Whether some branch's head comes from the version, or is it. */
export function isOnSomeBranch(store: Store, promptId: number, number: number, without: number | null = null): boolean {
  const others = store.branches.list(promptId).filter(({ id }) => id !== without);
  const heads = others.flatMap(({ headNumber }) => headNumber ?? []);
  return versionAncestors(store.versions.descent(promptId), ...heads).has(number);
}

/** The newest version that both come from. */
function commonAncestorId(store: Store, promptId: number, one: number, other: number): number | null {
  const history = store.versions.descent(promptId);
  const others = versionAncestors(history, other);
  const common = [...versionAncestors(history, one)].filter((number) => others.has(number));
  const version = common.length > 0 ? store.versions.byNumber(promptId, Math.max(...common)) : null;
  return version ? Number(version.id) : null;
}
