import type { MergePreview } from "../../../../shared/domain/merge.ts";
import { assertNever } from "../../../../shared/assert-never.ts";
import type { Store } from "../../store/store.ts";
import { readMerge, type BranchPair, type MergeParts } from "./read-merge.ts";
import { mergeSettings } from "./settings.ts";
import { mergeTexts, type TextMerge } from "./three-way.ts";

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
    note: noteOf(parts, conflicts),
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

function noteOf({ relation, base, ours, theirs }: MergeParts, conflicts: number): string {
  const [mine, other] = [nameOf(ours), nameOf(theirs)];
  switch (relation) {
    case "upToDate":
      return theirs.version
        ? `${mine} has all of ${other} already: there is nothing to merge.`
        : `${other} has no version yet: there is nothing to merge.`;
    case "fastForward":
      return `${mine} has nothing that ${other} has not: it moves on to ${other}'s version.`;
    case "unrelated":
      return `${mine} and ${other} have no version in common, so nothing says who changed what: where they differ, you choose. ${conflictWords(conflicts)}`;
    case "apart":
      return `${mine} and ${other} both come from v${base?.number ?? "?"}. ${conflictWords(conflicts)}`;
    default:
      return assertNever(relation);
  }
}

function conflictWords(conflicts: number): string {
  if (conflicts === 0) return "They merge cleanly.";
  return conflicts === 1 ? "One place is in conflict." : `${conflicts} places are in conflict.`;
}

function nameOf({ branch }: MergeParts["ours"]): string {
  return branch.headNumber === null ? branch.name : `${branch.name} (v${branch.headNumber})`;
}
