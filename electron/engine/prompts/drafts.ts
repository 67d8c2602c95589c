import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Draft, Version } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { advanceBranchHead, currentBranch, requireBranch, requireCurrentBranch } from "./branch-heads.ts";
import { requirePrompt } from "./prompts.ts";
import { commitVersion, haveSameSettings } from "./versions.ts";

/** The draft of the prompt's current branch. */
export function getDraft(store: Store, promptId: string): Draft {
  requirePrompt(store, promptId);
  const draft = store.drafts.current(Number(promptId));
  if (!draft) throw new Error(`prompt ${promptId} has no draft`);
  const { branch, text, settings, baseNumber, revision, updatedAt } = draft;
  return { promptId, branch, text, settings, baseNumber, revision, updatedAt };
}

/**
 * Saves the draft of the current branch. A save that names an older revision, or a branch that is not the current one
 * any more, would overwrite somebody's words and is refused.
 */
export function saveDraft(
  store: Store,
  change: { promptId: string; branch: string; text: string; settings: ModelSettings; revision: number },
): Draft {
  return store.write(() => {
    const { id } = requireCurrentBranch(store, change.promptId, change.branch);
    const held = store.drafts.ofBranch(id);
    if (held && held.revision !== change.revision) {
      throw new Problem("conflict", "This draft was changed elsewhere since you opened it. Nothing was overwritten.", {
        revision: held.revision,
      });
    }
    const { text, settings } = change;
    store.drafts.write({
      branchId: id,
      text,
      settings,
      baseVersionId: held?.baseVersionId ?? null,
      now: currentTimestamp(),
    });
    return getDraft(store, change.promptId);
  });
}

/**
 * Commits the draft of the current branch as a version; the branch and its draft go on from there. Where a branch is
 * named, it has to be the current one.
 */
export function commitDraft(
  store: Store,
  promptId: string,
  message: string,
  label: string | null,
  named?: string,
): Version {
  return store.write(() => {
    const branch = named === undefined ? currentBranch(store, promptId) : requireCurrentBranch(store, promptId, named);
    const { text, settings, baseNumber } = getDraft(store, promptId);
    const parent = baseNumber === null ? null : store.versions.byNumber(Number(promptId), baseNumber);
    const version = commitVersion(store, { promptId, text, settings, parent, message, label });
    advanceBranchHead(store, branch, version);
    rebaseDraft(store, branch.id, version, text, settings);
    return version;
  });
}

/**
 * Commits a text from outside on top of a branch's head, the current one's unless named. A draft nobody has edited
 * moves along; one with edits stays as it is, on the version it was started from.
 */
export function commitText(
  store: Store,
  promptId: string,
  text: string,
  message: string,
  label: string | null,
  named?: string,
): Version {
  return store.write(() => {
    const branch = named === undefined ? currentBranch(store, promptId) : requireBranch(store, promptId, named);
    const parent = branch.headNumber === null ? null : store.versions.byNumber(Number(promptId), branch.headNumber);
    const draft = store.drafts.ofBranch(branch.id);
    const base = draft?.baseNumber == null ? null : store.versions.byNumber(Number(promptId), draft.baseNumber);
    const baseText = base ? store.versions.withText(base).text : "";
    const unedited = draft?.text === baseText && haveSameSettings(draft.settings, base?.settings ?? {});
    const settings = parent?.settings ?? {};
    const version = commitVersion(store, { promptId, text, settings, parent, message, label });
    advanceBranchHead(store, branch, version);
    const committed = draft?.text === text && haveSameSettings(draft.settings, settings);
    if (!draft || unedited || committed) rebaseDraft(store, branch.id, version, text, settings);
    return version;
  });
}

/** The draft of a branch becomes a version's text, started from it. */
export function rebaseDraft(
  store: Store,
  branchId: number,
  version: Version,
  text: string,
  settings: ModelSettings,
): void {
  store.drafts.write({ branchId, text, settings, baseVersionId: Number(version.id), now: currentTimestamp() });
}
