import type { Branch } from "../../../shared/domain/branch.ts";
import { Problem } from "../../../shared/problem.ts";
import type { StoredBranch } from "../store/branches.ts";
import type { Store } from "../store/store.ts";
import { requirePrompt } from "./prompts.ts";

/** In the order they were made. */
export function listBranches(store: Store, promptId: string): Branch[] {
  requirePrompt(store, promptId);
  return store.branches.list(Number(promptId)).map(withoutIds);
}

export function requireBranch(store: Store, promptId: string, name: string): StoredBranch {
  requirePrompt(store, promptId);
  const branch = store.branches.find(Number(promptId), name);
  if (branch) return branch;
  const names = store.branches.list(Number(promptId)).map((one) => one.name);
  throw new Problem("not-found", `There is no branch "${name}" of this prompt. It has: ${names.join(", ")}.`, { name });
}

export function currentBranch(store: Store, promptId: string): StoredBranch {
  requirePrompt(store, promptId);
  const branch = store.branches.current(Number(promptId));
  if (!branch) throw new Error(`prompt ${promptId} has no current branch`);
  return branch;
}

/** The current branch, which has to be `name`: whoever names one works on it and must not change another by mistake. */
export function requireCurrent(store: Store, promptId: string, name: string): StoredBranch {
  const branch = currentBranch(store, promptId);
  if (branch.name === name) return branch;
  throw new Problem(
    "conflict",
    `The branch ${branch.name} is the current one now, not ${name}. Nothing was changed. Switch back to ${name} and try again.`,
    { branch: branch.name, named: name },
  );
}

export function withoutIds({ id: _, headId: __, ...branch }: StoredBranch): Branch {
  return branch;
}
