import { diffLines } from "diff";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Version, VersionText } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { now } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { authorName } from "./author-name.ts";
import { requirePrompt } from "./prompts.ts";

const DIFF_LIMIT_MS = 200;

export interface CommitRequest {
  promptId: string;
  text: string;
  settings: ModelSettings;
  /** The version that the text was made from; null for the first one. */
  parent: Version | null;
  message: string;
  label: string | null;
}

/**
 * Makes an immutable version. An empty text, and one that differs from its parent in neither text nor
 * settings, are refused: a version without a change would only blur the history.
 */
export function commitVersion(store: Store, request: CommitRequest): Version {
  return store.write(() => {
    requirePrompt(store, request.promptId);
    if (request.text.trim() === "") {
      throw new Problem("bad-input", "The prompt is empty. Write some text before you commit it.");
    }
    const parent = request.parent ? store.versions.withText(request.parent) : null;
    if (parent && parent.text === request.text && sameSettings(parent.settings, request.settings)) {
      throw new Problem("unchanged", `Nothing has changed since v${parent.number}, so no version was made.`, {
        version: parent.number,
      });
    }
    const promptId = Number(request.promptId);
    const number = store.versions.insert({
      promptId,
      parentId: parent ? Number(parent.id) : null,
      textId: store.texts.put(request.text),
      settings: request.settings,
      author: authorName(),
      message: request.message,
      ...changedLines(parent?.text ?? "", request.text),
      now: now(),
    });
    const version = requireVersion(store, request.promptId, number);
    if (request.label) store.labels.set(promptId, request.label, Number(version.id), now());
    return requireVersion(store, request.promptId, number);
  });
}

/** A new version with an old one's text and settings. History only ever grows. */
export function restoreVersion(store: Store, promptId: string, number: number): Version {
  return store.write(() => {
    const old = requireVersionText(store, promptId, number);
    const parent = store.versions.latest(Number(promptId));
    const version = commitVersion(store, {
      promptId,
      text: old.text,
      settings: old.settings,
      parent,
      message: `Restore v${number}`,
      label: null,
    });
    store.drafts.write({
      promptId: Number(promptId),
      text: old.text,
      settings: old.settings,
      baseVersionId: Number(version.id),
      now: now(),
    });
    return version;
  });
}

export function requireVersion(store: Store, promptId: string, number: number): Version {
  const version = store.versions.byNumber(Number(promptId), number);
  if (!version) throw new Problem("not-found", `There is no version v${number} of this prompt.`, { number });
  return version;
}

export function requireVersionText(store: Store, promptId: string, number: number): VersionText {
  return store.versions.withText(requireVersion(store, promptId, number));
}

/** Takes a version off the history. Runs that used it keep its text; its number is never used again. */
export function removeVersion(store: Store, promptId: string, number: number): void {
  store.write(() => {
    const version = requireVersion(store, promptId, number);
    if (version.labels.length > 0) {
      throw new Problem(
        "conflict",
        `v${number} bears the label ${version.labels.join(", ")}. Move the label to another version first.`,
        { number },
      );
    }
    const draft = store.drafts.get(Number(promptId));
    if (draft?.baseNumber === number) {
      throw new Problem("conflict", `The draft was started from v${number}, so it cannot be deleted now.`, { number });
    }
    store.versions.remove(Number(version.id), now());
  });
}

export function sameSettings(a: ModelSettings, b: ModelSettings): boolean {
  return (
    a.temperature === b.temperature && a.topP === b.topP && a.maxOutputTokens === b.maxOutputTokens && a.seed === b.seed
  );
}

function changedLines(before: string, after: string): { added: number; removed: number } {
  const changes = diffLines(before, after, { timeout: DIFF_LIMIT_MS });
  if (!changes) return { added: countLines(after), removed: countLines(before) };
  let added = 0;
  let removed = 0;
  for (const change of changes) {
    if (change.added) added += change.count;
    if (change.removed) removed += change.count;
  }
  return { added, removed };
}

function countLines(text: string): number {
  return text === "" ? 0 : text.split("\n").length;
}
