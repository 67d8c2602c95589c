import type { MergeRelation, SettingConflict, MergePreview } from "../../../../shared/domain/merge.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import {
  type Prompt,
  type VersionText,
  versionAncestors,
  type VersionParents,
  type Version,
} from "../../../../shared/domain/prompt.ts";
import { Problem } from "../../../../shared/problem.ts";
import { requireBranch } from "../../prompts/branch-heads.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { requireVersionText, commitVersion, haveSameSettings } from "../../prompts/versions.ts";
import type { StoredBranch } from "../../store/branches.ts";
import type { Store } from "../../store/store.ts";
import { assertNever } from "../../../../shared/errors.ts";
import { mergeTexts, type TextMerge } from "./merge-texts.ts";
import { mergeCommitSchema, type MergeCommit } from "../../../../shared/contract/analyses.ts";
import { currentTimestamp } from "../../clock.ts";
import { rebaseDraft } from "../../prompts/drafts.ts";
import { parseRequest } from "../../parse-request.ts";

/** Two branches by name: `theirs` goes into `ours`. */
export interface BranchPair {
  promptId: string;
  ours: string;
  theirs: string;
}

/** What a version is asked with. */
export interface MergeText {
  text: string;
  settings: ModelSettings;
}

/** Everything that a merge of two branches stands on. */
export interface MergeParts {
  prompt: Prompt;
  relation: MergeRelation;
  /** The newest version that both come from; its text is there even where it was deleted. */
  base: (MergeText & { number: number }) | null;
  ours: { branch: StoredBranch; version: VersionText | null };
  theirs: { branch: StoredBranch; version: VersionText | null };
}

/** Throws a Problem where a branch is unknown, or both are the same. */
export function readMerge(store: Store, { promptId, ours, theirs }: BranchPair): MergeParts {
  const prompt = requirePrompt(store, promptId);
  if (ours === theirs)
    throw new Problem("bad-input", `${ours} cannot be merged into itself. Choose another branch.`, { ours, theirs });
  const sideOf = (name: string): MergeParts["ours"] => {
    const branch = requireBranch(store, promptId, name);
    const { headNumber } = branch;
    return { branch, version: headNumber === null ? null : requireVersionText(store, promptId, headNumber) };
  };
  const [mine, other] = [sideOf(ours), sideOf(theirs)];
  const history = store.versions.descent(Number(promptId));
  const { relation, base } = relationOf(history, mine.branch.headNumber, other.branch.headNumber);
  const text = base === null ? null : store.versions.includingDeleted(Number(promptId), base);
  return {
    prompt,
    relation,
    base: text && base !== null ? { ...text, number: base } : null,
    ours: mine,
    theirs: other,
  };
}

/**
 * How two heads stand to each other, and the version to merge from: the newest that both come from. A version's number
 * is higher than its ancestors', so none of the others comes from this one: it is one of the nearest, also where two
 * branches were merged crosswise and there are several.
 */
export function relationOf(
  history: readonly VersionParents[],
  ours: number | null,
  theirs: number | null,
): { relation: MergeRelation; base: number | null } {
  if (theirs === null) return { relation: "upToDate", base: null };
  if (ours === null) return { relation: "fastForward", base: null };
  const mine = versionAncestors(history, ours);
  const other = versionAncestors(history, theirs);
  if (mine.has(theirs)) return { relation: "upToDate", base: theirs };
  if (other.has(ours)) return { relation: "fastForward", base: ours };
  const common = [...mine].filter((number) => other.has(number));
  if (common.length === 0) return { relation: "unrelated", base: null };
  return { relation: "apart", base: common.reduce((newest, number) => Math.max(newest, number)) };
}

const numericSettings = ["temperature", "topP", "maxOutputTokens", "seed"] as const;

/** The settings that a merge brings along: each as the side has it that changed it, ours where both did. */
export function mergeSettings(
  base: ModelSettings | null,
  ours: ModelSettings,
  theirs: ModelSettings,
): { settings: ModelSettings; settingConflicts: SettingConflict[] } {
  const settings: ModelSettings = {};
  const settingConflicts: SettingConflict[] = [];
  for (const name of numericSettings) {
    const [o, a, b] = [base?.[name], ours[name], theirs[name]];
    const value = base !== null && a === o ? b : a;
    if (value !== undefined) settings[name] = value;
    if (a !== b && (base === null || (a !== o && b !== o)))
      settingConflicts.push({ name, base: o ?? null, ours: a ?? null, theirs: b ?? null });
  }
  // Two values alone: where both sides changed it, they either agree or ours stands.
  const thinking = base !== null && ours.thinking === base.thinking ? theirs.thinking : ours.thinking;
  if (thinking !== undefined) settings.thinking = thinking;
  return { settings, settingConflicts };
}

/** What a merge of two branches would be. Throws a Problem where a branch is unknown, or both are the same. */
export function previewMerge(store: Store, pair: BranchPair): MergePreview {
  const parts = readMerge(store, pair);
  const { relation, base, ours, theirs } = parts;
  const merged = mergedText(parts);
  const { conflicts, text, pieces } = merged;
  return {
    relation,
    upToDate: relation === "upToDate",
    base: base?.number ?? null,
    ours: ours.branch.headNumber,
    theirs: theirs.branch.headNumber,
    pieces,
    clean: conflicts === 0,
    conflicts,
    text,
    ...mergedSettings(parts),
    draftEdited: ours.branch.edited,
    note: formatMergeNote(parts, conflicts),
  };
}

/** The texts of both heads as one. */
function mergedText({ relation, base, ours, theirs }: MergeParts): TextMerge {
  const [mine, other] = [ours.version?.text ?? "", theirs.version?.text ?? ""];
  // The side without anything of its own is the base: also where it has no version at all.
  if (relation === "fastForward") return mergeTexts(mine, mine, other);
  if (relation === "upToDate") return mergeTexts(other, mine, other);
  return mergeTexts(base?.text ?? null, mine, other);
}

export function mergedSettings({ relation, base, ours, theirs }: MergeParts): ReturnType<typeof mergeSettings> {
  const [mine, other] = [ours.version?.settings ?? {}, theirs.version?.settings ?? {}];
  if (relation === "fastForward") return mergeSettings(mine, mine, other);
  if (relation === "upToDate") return mergeSettings(other, mine, other);
  return mergeSettings(base?.settings ?? null, mine, other);
}

function formatMergeNote({ relation, base, ours, theirs }: MergeParts, conflicts: number): string {
  const [mine, other] = [formatHeadName(ours), formatHeadName(theirs)];
  switch (relation) {
    case "upToDate":
      return theirs.version
        ? `${mine} has all of ${other} already: there is nothing to merge.`
        : `${other} has no version yet: there is nothing to merge.`;
    case "fastForward":
      return `${mine} has nothing that ${other} has not: it moves on to ${other}'s version.`;
    case "unrelated":
      return `${mine} and ${other} have no version in common, so nothing says who changed what: where they differ, you choose. ${formatConflicts(conflicts)}`;
    case "apart":
      return `${mine} and ${other} both come from v${base?.number ?? "?"}. ${formatConflicts(conflicts)}`;
    default:
      return assertNever(relation);
  }
}

function formatConflicts(conflicts: number): string {
  if (conflicts === 0) return "They merge cleanly.";
  return conflicts === 1 ? "One place is in conflict." : `${conflicts} places are in conflict.`;
}

function formatHeadName({ branch }: MergeParts["ours"]): string {
  return branch.headNumber === null ? branch.name : `${branch.name} (v${branch.headNumber})`;
}

/**
 * Commits a merged text on the branch `ours`, with both heads as its parents; the branch and its draft go on from there.
 * Where ours has nothing of its own and the text is theirs', the branch only moves. Throws as `prepareMergeCommit` does, and
 * then nothing is changed.
 */
export function commitMerge(store: Store, asked: MergeCommit): Version {
  const { message, promptId } = parseRequest(mergeCommitSchema, asked);
  return store.write(() => {
    const { parts, theirs, result } = prepareMergeCommit(store, asked);
    const { ours } = parts;
    const moves = parts.relation === "fastForward" && isSamePromptText(theirs, result);
    const version = moves
      ? theirs
      : commitVersion(store, {
          promptId,
          ...result,
          ...(ours.version ? { parent: ours.version, merged: theirs } : { parent: theirs }),
          message: message === "" ? `Merge ${parts.theirs.branch.name} into ${ours.branch.name}` : message,
          label: null,
        });
    store.branches.moveHead(ours.branch.id, Number(version.id), currentTimestamp());
    rebaseDraft(store, ours.branch.id, version, result.text, result.settings);
    return withoutText(version);
  });
}

/**
 * What a merge would commit. Throws a Problem where there is nothing to merge, a head has moved since the merge was
 * looked at, a conflict is still marked, the text is empty, or the draft would lose words.
 */
export function prepareMergeCommit(store: Store, asked: MergeCommit) {
  const { heads, ...request } = parseRequest(mergeCommitSchema, asked);
  const parts = readMerge(store, request);
  refuseMovedHeads(parts, heads);
  const { ours, theirs, relation } = parts;
  if (relation === "upToDate" || theirs.version === null) {
    throw new Problem(
      "unchanged",
      `${ours.branch.name} has all of ${theirs.branch.name} already, so there is nothing to merge.`,
    );
  }
  const result = { text: request.text, settings: request.settings ?? mergedSettings(parts).settings };
  if (result.text.trim() === "")
    throw new Problem("bad-input", "The merged prompt is empty. Write some text before you commit it.");
  refuseOpenConflicts(parts, result.text);
  refuseDraftLoss(store, parts, result);
  return { parts, theirs: theirs.version, result };
}

export function isSamePromptText(a: MergeText, b: MergeText): boolean {
  return a.text === b.text && haveSameSettings(a.settings, b.settings);
}

/** Throws where the text still has marks of an open conflict. */
export function refuseOpenConflicts({ ours, theirs }: MergeParts, text: string): void {
  const left = openConflictLines(text, [ours.version?.text ?? "", theirs.version?.text ?? ""]);
  const [first] = left;
  if (first === undefined) return;
  throw new Problem(
    "bad-input",
    `The merged text still has marks of a conflict, the first in line ${first}. Settle it and take the marks out.`,
    { line: first, marks: left.length },
  );
}

function refuseMovedHeads({ ours, theirs }: MergeParts, heads: { ours: number | null; theirs: number | null }): void {
  const moved = [
    { branch: ours.branch, before: heads.ours },
    { branch: theirs.branch, before: heads.theirs },
  ].find(({ branch, before }) => branch.headNumber !== before);
  if (!moved) return;
  const { branch, before } = moved;
  const [is, was] = [branch.headNumber, before].map((number) => (number === null ? "no version" : `v${number}`));
  throw new Problem(
    "conflict",
    `${branch.name} is at ${is} now; when the merge was made it was at ${was}. Nothing was committed. Merge again.`,
    { branch: branch.name, head: branch.headNumber },
  );
}

function refuseDraftLoss(store: Store, { ours: { branch } }: MergeParts, result: MergeText): void {
  const draft = store.drafts.ofBranch(branch.id);
  if (!branch.edited || !draft || isSamePromptText(draft, result)) return;
  throw new Problem(
    "conflict",
    `The draft of ${branch.name} has edits that the merge would overwrite. Nothing was committed. Commit the draft or take its edits back first.`,
    { branch: branch.name },
  );
}

function withoutText({ text: _, ...version }: Version & { text?: string }): Version {
  return version;
}

/** What opens and closes a conflict: seven signs or more, so that a text about conflicts can be marked as well. */
const CONFLICT_MARKER = /^(?:<{7,}|>{7,})(?:\s|$)/;

/**
 * Lines, counted from 1, that mark a conflict somebody left open. A prompt may be about such marks: those that a parent
 * has of its own are none.
 */
export function openConflictLines(text: string, parents: readonly string[]): number[] {
  const own = new Set(parents.flatMap((parent) => parent.split(/\r?\n/).filter((line) => CONFLICT_MARKER.test(line))));
  return text.split(/\r?\n/).flatMap((line, at) => (CONFLICT_MARKER.test(line) && !own.has(line) ? [at + 1] : []));
}
