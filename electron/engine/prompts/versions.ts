import { userInfo } from "node:os";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Version, VersionText } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { countChangedLines } from "../../../shared/rules/diff-lines.ts";
import { currentTimestamp } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { advanceBranchHead, currentBranch, requireCurrentBranch, requireFreeLabel } from "./branch-heads.ts";
import { requirePrompt } from "./prompts.ts";

/** Who works here: stands with versions and verdicts. */
export function authorName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's user list has no name to give.
    return "unknown";
  }
}

interface CommitRequest {
  promptId: string;
  text: string;
  settings: ModelSettings;
  /** The version that the text was made from; null for the first one. */
  parent: Version | null;
  /** The second parent of a merge. */
  merged?: Version;
  message: string;
  label: string | null;
}

/**
 * Makes an immutable version; the branch is for the caller to move. An empty text, and one that differs from its parent
 * in neither text nor settings, are refused: a version without a change would only blur the history. A merge says that
 * two lines are one from here on, which is a change even where the text is that of its first parent.
 */
export function commitVersion(store: Store, request: CommitRequest): Version {
  return store.write(() => {
    requirePrompt(store, request.promptId);
    requirePromptText(request.text);
    const parent = request.parent ? store.versions.withText(request.parent) : null;
    if (
      parent &&
      !request.merged &&
      parent.text === request.text &&
      haveSameSettings(parent.settings, request.settings)
    ) {
      throw new Problem("unchanged", `Nothing has changed since v${parent.number}, so no version was made.`, {
        version: parent.number,
      });
    }
    const promptId = Number(request.promptId);
    const number = store.versions.insert({
      promptId,
      parentId: parent ? Number(parent.id) : null,
      mergedId: request.merged ? Number(request.merged.id) : null,
      textId: store.texts.put(request.text),
      settings: request.settings,
      author: authorName(),
      message: request.message,
      ...countChangedLines(parent?.text ?? "", request.text),
      now: currentTimestamp(),
    });
    const version = requireVersion(store, request.promptId, number);
    if (request.label) requireFreeLabel(store, promptId, request.label);
    if (request.label) store.labels.set(promptId, request.label, Number(version.id), currentTimestamp());
    return requireVersion(store, request.promptId, number);
  });
}

/**
 * A new version with an old one's text and settings, on the current branch; where a branch is named, it has to be that
 * one. History only ever grows.
 */
export function restoreVersion(store: Store, promptId: string, number: number, named?: string): Version {
  return store.write(() => {
    const branch = named === undefined ? currentBranch(store, promptId) : requireCurrentBranch(store, promptId, named);
    const { text, settings } = requireVersionText(store, promptId, number);
    const parent = branch.headNumber === null ? null : requireVersion(store, promptId, branch.headNumber);
    const message = `Restore v${number}`;
    const version = commitVersion(store, { promptId, text, settings, parent, message, label: null });
    advanceBranchHead(store, branch, version);
    store.drafts.write({
      branchId: branch.id,
      text,
      settings,
      baseVersionId: Number(version.id),
      now: currentTimestamp(),
    });
    return version;
  });
}

/** Throws a Problem for a text that says nothing; asked before a file is opened for writing where that can be. */
export function requirePromptText(text: string): void {
  if (text.trim() === "") throw new Problem("bad-input", "The prompt is empty. Write some text before you commit it.");
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
    const branches = store.branches.list(Number(promptId));
    const [draft] = store.drafts.onVersion(Number(promptId), Number(version.id));
    if (draft) {
      const whose = branches.length > 1 ? `The draft of the branch ${draft.branch}` : "The draft";
      throw new Problem("conflict", `${whose} was started from v${number}, so it cannot be deleted now.`, { number });
    }
    store.versions.remove(Number(version.id), currentTimestamp());
    // What is left of a branch ends at the version before.
    for (const branch of branches) {
      if (branch.headNumber === number)
        store.branches.moveHead(branch.id, nearestRemainingAncestorId(store, version), currentTimestamp());
    }
  });
}

/**
 * Earlier builds stored a guess where a difference took long, and counted a line that only lacked its end. Brings those
 * counts right, once for a project.
 */
export function recountChangedLines(store: Store): void {
  if (store.readOnly || store.settings.get("lineCounts") === "exact") return;
  store.write(() => {
    for (const { id, parentTextId, textId, ...stored } of store.versions.counts()) {
      const exact = countChangedLines(
        parentTextId === null ? "" : store.texts.get(parentTextId),
        store.texts.get(textId),
      );
      if (exact.added !== stored.added || exact.removed !== stored.removed) store.versions.setCounts(id, exact);
    }
    store.settings.set("lineCounts", "exact");
  });
}

/** The id of the nearest version it was made from that is not deleted, along first parents; null where none is left. */
function nearestRemainingAncestorId(store: Store, version: Version): number | null {
  const promptId = Number(version.promptId);
  const parents = new Map(store.versions.descent(promptId).map(({ number, parent }) => [number, parent]));
  for (let number = version.parentNumber; number !== null; number = parents.get(number) ?? null) {
    const left = store.versions.byNumber(promptId, number);
    if (left) return Number(left.id);
  }
  return null;
}

export function haveSameSettings(a: ModelSettings, b: ModelSettings): boolean {
  return (
    a.temperature === b.temperature &&
    a.topP === b.topP &&
    a.maxOutputTokens === b.maxOutputTokens &&
    a.seed === b.seed &&
    a.thinking === b.thinking
  );
}

/** Puts a label on a version; if another version bears it, it moves. */
export function setLabel(store: Store, promptId: string, number: number, label: string): void {
  store.write(() => {
    const version = requireVersion(store, promptId, number);
    requireFreeLabel(store, Number(promptId), label);
    store.labels.set(Number(promptId), label, Number(version.id), currentTimestamp());
  });
}

export function removeLabel(store: Store, promptId: string, label: string): void {
  store.write(() => {
    if (!store.labels.remove(Number(promptId), label)) {
      throw new Problem("not-found", `No version bears the label ${label}.`, { label });
    }
  });
}
