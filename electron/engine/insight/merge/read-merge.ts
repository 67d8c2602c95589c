import type { MergeRelation } from "../../../../shared/domain/merge.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import type { Prompt, VersionText } from "../../../../shared/domain/prompt.ts";
import { Problem } from "../../../../shared/problem.ts";
import { requireBranch } from "../../prompts/find-branch.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { requireVersionText } from "../../prompts/versions.ts";
import type { StoredBranch } from "../../store/branches.ts";
import type { Store } from "../../store/store.ts";
import { relationOf } from "./relation.ts";

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
  const text = base === null ? null : store.versions.evenDeleted(Number(promptId), base);
  return {
    prompt,
    relation,
    base: text && base !== null ? { ...text, number: base } : null,
    ours: mine,
    theirs: other,
  };
}
