import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";

/** A name is a label or a branch, never both: as a REF it means one version. */
export function requireFreeBranchName(store: Store, promptId: number, name: string): void {
  if (store.branches.find(promptId, name)) {
    throw new Problem("conflict", `There is a branch "${name}" already. Choose another name.`, { name });
  }
  if (store.versions.byLabel(promptId, name)) {
    throw new Problem("conflict", `"${name}" is a label of this prompt. Choose another name for the branch.`, { name });
  }
}

export function requireFreeLabel(store: Store, promptId: number, label: string): void {
  if (store.branches.find(promptId, label)) {
    throw new Problem("conflict", `"${label}" is a branch of this prompt. Choose another name for the label.`, {
      label,
    });
  }
}

/** The first of `name`, `name-2`, `name-3` … that no branch and no label has. */
export function freeBranchName(store: Store, promptId: number, name: string): string {
  const taken = (one: string): boolean =>
    store.branches.find(promptId, one) !== null || store.versions.byLabel(promptId, one) !== null;
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
