import { mergeCommitSchema, type MergeCommit } from "../../../../shared/contract/merge.ts";
import type { Version } from "../../../../shared/domain/prompt.ts";
import { Problem } from "../../../../shared/problem.ts";
import { now } from "../../clock.ts";
import { rebaseDraft } from "../../prompts/drafts.ts";
import { commitVersion, sameSettings } from "../../prompts/versions.ts";
import type { Store } from "../../store/store.ts";
import { leftoverMarkers } from "./markers.ts";
import { mergedSettings } from "./preview.ts";
import { readMerge, type MergeParts, type MergeText } from "./read-merge.ts";
import { parseRequest } from "../../parse-request.ts";

/**
 * Commits a merged text on the branch `ours`, with both heads as its parents; the branch and its draft go on from there.
 * Where ours has nothing of its own and the text is theirs', the branch only moves. Throws as `readyMerge` does, and
 * then nothing is changed.
 */
export function commitMerge(store: Store, asked: MergeCommit): Version {
  const { message, promptId } = parseRequest(mergeCommitSchema, asked);
  return store.write(() => {
    const { parts, theirs, result } = readyMerge(store, asked);
    const { ours } = parts;
    const moves = parts.relation === "fastForward" && isSame(theirs, result);
    const version = moves
      ? theirs
      : commitVersion(store, {
          promptId,
          ...result,
          ...(ours.version ? { parent: ours.version, merged: theirs } : { parent: theirs }),
          message: message === "" ? `Merge ${parts.theirs.branch.name} into ${ours.branch.name}` : message,
          label: null,
        });
    store.branches.moveHead(ours.branch.id, Number(version.id), now());
    rebaseDraft(store, ours.branch.id, version, result.text, result.settings);
    return withoutText(version);
  });
}

/**
 * What a merge would commit. Throws a Problem where there is nothing to merge, a head has moved since the merge was
 * looked at, a conflict is still marked, the text is empty, or the draft would lose words.
 */
export function readyMerge(store: Store, asked: MergeCommit) {
  const { heads, ...request } = parseRequest(mergeCommitSchema, asked);
  const parts = readMerge(store, request);
  refuseMoved(parts, heads);
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
  refuseMarkers(parts, result.text);
  refuseDraft(store, parts, result);
  return { parts, theirs: theirs.version, result };
}

export function isSame(a: MergeText, b: MergeText): boolean {
  return a.text === b.text && sameSettings(a.settings, b.settings);
}

/** Throws where the text still has marks of an open conflict. */
export function refuseMarkers({ ours, theirs }: MergeParts, text: string): void {
  const left = leftoverMarkers(text, [ours.version?.text ?? "", theirs.version?.text ?? ""]);
  const [first] = left;
  if (first === undefined) return;
  throw new Problem(
    "bad-input",
    `The merged text still has marks of a conflict, the first in line ${first}. Settle it and take the marks out.`,
    { line: first, marks: left.length },
  );
}

function refuseMoved({ ours, theirs }: MergeParts, heads: { ours: number | null; theirs: number | null }): void {
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

function refuseDraft(store: Store, { ours: { branch } }: MergeParts, result: MergeText): void {
  const draft = store.drafts.ofBranch(branch.id);
  if (!branch.edited || !draft || isSame(draft, result)) return;
  throw new Problem(
    "conflict",
    `The draft of ${branch.name} has edits that the merge would overwrite. Nothing was committed. Commit the draft or take its edits back first.`,
    { branch: branch.name },
  );
}

function withoutText({ text: _, ...version }: Version & { text?: string }): Version {
  return version;
}
