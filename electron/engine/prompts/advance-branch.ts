import type { Version } from "../../../shared/domain/prompt.ts";
import { ancestorsOf } from "../../../shared/rules/ancestors.ts";
import { now } from "../clock.ts";
import type { StoredBranch } from "../store/branches.ts";
import type { Store } from "../store/store.ts";
import { freeBranchName } from "./free-name.ts";

/**
 * Moves a branch to its new version. Where the version was not made from the branch's head (somebody else committed
 * while the draft had edits), that head would be on no branch any more: a branch of its own keeps it, to be merged.
 */
export function advanceBranch(store: Store, branch: StoredBranch, version: Version): void {
  const { headId, headNumber } = branch;
  const promptId = Number(version.promptId);
  store.branches.moveHead(branch.id, Number(version.id), now());
  if (headId === null || headNumber === null || isKept(store, promptId, headNumber)) return;
  const head = store.versions.byNumber(promptId, headNumber);
  if (!head) return;
  const { text, settings } = store.versions.withText(head);
  // Two numbers and a dash more must not make the name longer than names may be.
  const name = freeBranchName(store, promptId, `${branch.name.slice(0, 40)}-v${headNumber}`);
  const baseId = forkOf(store, promptId, headNumber, version.number);
  const id = store.branches.insert({ promptId, name, headId, baseId, current: false, now: now() });
  store.drafts.write({ branchId: id, text, settings, baseVersionId: headId, now: now() });
}

/** Whether some branch's head comes from the version, or is it. */
export function isKept(store: Store, promptId: number, number: number, without: number | null = null): boolean {
  const others = store.branches.list(promptId).filter(({ id }) => id !== without);
  const heads = others.flatMap(({ headNumber }) => headNumber ?? []);
  return ancestorsOf(store.versions.descent(promptId), ...heads).has(number);
}

/** The newest version that both come from. */
function forkOf(store: Store, promptId: number, one: number, other: number): number | null {
  const history = store.versions.descent(promptId);
  const others = ancestorsOf(history, other);
  const common = [...ancestorsOf(history, one)].filter((number) => others.has(number));
  const version = common.length > 0 ? store.versions.byNumber(promptId, Math.max(...common)) : null;
  return version ? Number(version.id) : null;
}
