import { goTo, select } from "../app/index.ts";
import { client, problemOf } from "../engine-client/index.ts";
import { confirm, toast, toastProblem } from "../ui/index.ts";
import type { CommitStand } from "./commit-stand.ts";
import { forgetWork } from "./merge-store.ts";
import type { Merge } from "./use-merge.ts";

/** Commits the merge, after a question where there is one to ask, and goes on in the workbench. */
export async function commitMerge(merge: Merge, stand: CommitStand, again: () => void): Promise<void> {
  if (stand.kind === "blocked") return;
  if (stand.kind === "ask" && !(await confirm(stand))) return;
  const { promptId, ours, theirs, text, settings, preview, key } = merge;
  try {
    const version = await client.merge.commit({
      promptId,
      ours,
      theirs,
      text,
      settings,
      message: messageOf(merge),
      heads: { ours: preview.ours, theirs: preview.theirs },
    });
    forgetWork(key);
    toast({ title: `${theirs} is merged into ${ours}: v${version.number}` });
    if (await goTo("workbench")) select({ promptId, baseline: null, candidate: null });
  } catch (error) {
    if (problemOf(error).code === "conflict") again();
    toastProblem("The merge was not committed", error);
  }
}

export function messageOf({ work, theirs, ours }: Pick<Merge, "work" | "theirs" | "ours">): string {
  const typed = work.message.trim();
  return typed === "" ? `Merge ${theirs} into ${ours}` : typed;
}
