import { select } from "../shell/selection.ts";
import { client, orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { confirm, toast, toastProblem } from "../ui/index.ts";
import { openDraftSaver } from "../workbench/state/use-draft.ts";
import { requireSaved } from "../workbench/state/use-replay.ts";

/** Works on another branch. What is typed is saved first: it stays in the draft of the branch it was typed on. */
export async function switchBranch(promptId: string, name: string): Promise<void> {
  try {
    const saver = openDraftSaver(promptId);
    if (saver) await requireSaved(saver);
    const draft = await client.branches.switch({ promptId, name });
    queryClient.setQueryData(orpc.drafts.get.queryKey({ input: { promptId } }), draft);
    saver?.receive(draft);
    await refreshBranches();
    select({ candidate: null, baseline: null });
  } catch (error) {
    toastProblem(`The branch is still the one before: “${name}” could not be switched to`, error);
  }
}

interface NewBranch {
  name: string;
  /** Null: the current branch's head. */
  from: number | null;
  carryDraft: boolean;
}

/** Makes a branch and goes there. Throws what the engine says where it cannot be made. */
export async function createBranch(promptId: string, { name, from, carryDraft }: NewBranch): Promise<void> {
  const saver = openDraftSaver(promptId);
  if (saver) await requireSaved(saver);
  await client.branches.create({ promptId, name, from, carryDraft });
  await switchBranch(promptId, name);
}

export async function renameBranch(promptId: string, name: string, to: string): Promise<void> {
  await client.branches.rename({ promptId, name, to });
  await refreshBranches();
}

/** Deletes a branch. The engine says what only this branch holds; the person then decides. */
export async function removeBranch(promptId: string, name: string): Promise<void> {
  try {
    if (!(await removeConfirmed(promptId, name))) return;
    await refreshBranches();
    toast({ title: `The branch “${name}” was deleted`, text: "Its versions stay in the history." });
  } catch (error) {
    toastProblem(`The branch “${name}” could not be deleted`, error);
  }
}

async function removeConfirmed(promptId: string, name: string): Promise<boolean> {
  try {
    await client.branches.remove({ promptId, name });
    return true;
  } catch (error) {
    const { code, message } = problemOf(error);
    if (code !== "conflict") throw error;
    const anyway = await confirm({
      title: `Delete the branch “${name}”?`,
      text: message,
      action: "Delete anyway",
      danger: true,
    });
    if (anyway) await client.branches.remove({ promptId, name, force: true });
    return anyway;
  }
}

async function refreshBranches(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: orpc.branches.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.drafts.key() }),
  ]);
}
