import type { Branch, Draft } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { isOnSomeBranch, currentBranch, requireBranch, withoutRowIds, requireFreeBranchName } from "./branch-heads.ts";
import { getDraft } from "./drafts.ts";
import { requireVersionText } from "./versions.ts";

interface BranchRequest {
  promptId: string;
  name: string;
  /** The version it starts from; null: the current branch's head. */
  from: number | null;
  /** Starts with a copy of the current draft instead of the version's text. */
  carryDraft?: boolean;
}

/** Makes a branch without going there. Throws Problem("conflict") where the name is a branch or label already. */
export function createBranch(store: Store, { promptId, name, from, carryDraft }: BranchRequest): Branch {
  return store.write(() => {
    const current = currentBranch(store, promptId);
    requireFreeBranchName(store, Number(promptId), name);
    const number = from ?? current.headNumber;
    const start = number === null ? null : requireVersionText(store, promptId, number);
    const versionId = start ? Number(start.id) : null;
    const { text, settings } = carryDraft
      ? getDraft(store, promptId)
      : { text: start?.text ?? "", settings: start?.settings ?? {} };
    const id = store.branches.insert({
      promptId: Number(promptId),
      name,
      headId: versionId,
      baseId: versionId,
      current: false,
      now: currentTimestamp(),
    });
    store.drafts.write({ branchId: id, text, settings, baseVersionId: versionId, now: currentTimestamp() });
    return withoutRowIds(requireBranch(store, promptId, name));
  });
}

/** Works on another branch from now on. Each branch keeps its own draft, so nothing typed is lost. */
export function switchBranch(store: Store, promptId: string, name: string): Draft {
  return store.write(() => {
    const branch = requireBranch(store, promptId, name);
    if (!branch.current) {
      store.branches.makeCurrent(Number(promptId), branch.id);
      store.drafts.touch(branch.id);
    }
    return getDraft(store, promptId);
  });
}

export function renameBranch(store: Store, promptId: string, name: string, to: string): Branch {
  return store.write(() => {
    const branch = requireBranch(store, promptId, name);
    if (name !== to) {
      requireFreeBranchName(store, Number(promptId), to);
      store.branches.rename(branch.id, to, currentTimestamp());
      store.drafts.touch(branch.id);
    }
    return withoutRowIds(requireBranch(store, promptId, to));
  });
}

/** Takes a branch away; its versions stay. Without `force` nothing goes that only this branch holds. */
export function removeBranch(store: Store, promptId: string, name: string, force: boolean): void {
  store.write(() => {
    const branch = requireBranch(store, promptId, name);
    if (branch.current) {
      throw new Problem("conflict", `${name} is the current branch. Switch to another one before you delete it.`, {
        name,
      });
    }
    const { headNumber, edited } = branch;
    const unmerged = headNumber !== null && !isOnSomeBranch(store, Number(promptId), headNumber, branch.id);
    if (!force && (unmerged || edited)) {
      throw new Problem("conflict", removalRefusal(name, unmerged ? headNumber : null, edited), {
        name,
        unmerged,
        edited,
      });
    }
    store.branches.remove(branch.id);
  });
}

function removalRefusal(name: string, unmerged: number | null, edited: boolean): string {
  const only =
    unmerged === null
      ? ""
      : ` v${unmerged} and what led to it are on no other branch; they would stay in the history without a name.`;
  const words = edited ? " Its draft has edits that are in no version; they would be lost." : "";
  return `The branch ${name} was not deleted.${only}${words} To delete it all the same, force it.`;
}
