import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Draft, Version } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { now } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { requirePrompt } from "./prompts.ts";
import { commitVersion, sameSettings } from "./versions.ts";

export function getDraft(store: Store, promptId: string): Draft {
  requirePrompt(store, promptId);
  const draft = store.drafts.get(Number(promptId));
  if (!draft) throw new Error(`prompt ${promptId} has no draft`);
  const { text, settings, baseNumber, revision, updatedAt } = draft;
  return { promptId, text, settings, baseNumber, revision, updatedAt };
}

/** Saves the draft. A save that names an older revision would overwrite somebody's words and is refused. */
export function saveDraft(
  store: Store,
  change: { promptId: string; text: string; settings: ModelSettings; revision: number },
): Draft {
  return store.write(() => {
    requirePrompt(store, change.promptId);
    const promptId = Number(change.promptId);
    const current = store.drafts.get(promptId);
    if (current && current.revision !== change.revision) {
      throw new Problem("conflict", "This draft was changed elsewhere since you opened it. Nothing was overwritten.", {
        revision: current.revision,
      });
    }
    store.drafts.write({
      promptId,
      text: change.text,
      settings: change.settings,
      baseVersionId: current?.baseVersionId ?? null,
      now: now(),
    });
    return getDraft(store, change.promptId);
  });
}

/** Commits the draft as a version; the draft goes on from there. */
export function commitDraft(store: Store, promptId: string, message: string, label: string | null): Version {
  return store.write(() => {
    const draft = getDraft(store, promptId);
    const parent = draft.baseNumber === null ? null : store.versions.byNumber(Number(promptId), draft.baseNumber);
    const { text, settings } = draft;
    const version = commitVersion(store, { promptId, text, settings, parent, message, label });
    rebaseDraft(store, version, text, settings);
    return version;
  });
}

/**
 * Commits a text from outside on top of the latest version. A draft nobody has edited moves along;
 * one with edits stays as it is, on the version it was started from.
 */
export function commitText(
  store: Store,
  promptId: string,
  text: string,
  message: string,
  label: string | null,
): Version {
  return store.write(() => {
    const parent = store.versions.latest(Number(promptId));
    const draft = store.drafts.get(Number(promptId));
    const base = draft?.baseNumber == null ? null : store.versions.byNumber(Number(promptId), draft.baseNumber);
    const baseText = base ? store.versions.withText(base).text : "";
    const unedited = draft?.text === baseText && sameSettings(draft.settings, base?.settings ?? {});
    const settings = parent?.settings ?? {};
    const version = commitVersion(store, { promptId, text, settings, parent, message, label });
    const committed = draft?.text === text && sameSettings(draft.settings, settings);
    if (!draft || unedited || committed) rebaseDraft(store, version, text, settings);
    return version;
  });
}

function rebaseDraft(store: Store, version: Version, text: string, settings: ModelSettings): void {
  store.drafts.write({
    promptId: Number(version.promptId),
    text,
    settings,
    baseVersionId: Number(version.id),
    now: now(),
  });
}
