import type { Branch } from "../../shared/domain/prompt.ts";
import { create } from "zustand";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useSelection } from "../shell/selection.ts";
import { orpc } from "../engine-client/index.ts";

/** Where a branch stands, in a word or two: "v12", "v12, edited". */
export function formatBranchHead({ headNumber, edited }: Pick<Branch, "headNumber" | "edited">): string {
  const head = headNumber === null ? "no version" : `v${headNumber}`;
  return edited ? `${head}, edited` : head;
}

/** The branches that a short menu shows: the current branch and the others that were worked on last, in their own order. */
export function branchesForMenu(branches: readonly Branch[], most: number): readonly Branch[] {
  if (branches.length <= most) return branches;
  const latest = branches
    .filter(({ current }) => !current)
    .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .slice(0, most - 1);
  return branches.filter((branch) => branch.current || latest.includes(branch));
}

/** Which question about branches stands on the screen. */
type BranchDialog =
  | { kind: "switch" | "rename" | "merge" | "remove" }
  /** From a version; null: from the current branch's head. */
  | { kind: "new"; from: number | null };

export const openBranchDialogs = create<{ asked: BranchDialog | null }>(() => ({ asked: null }));

export function openBranchDialog(asked: BranchDialog): void {
  openBranchDialogs.setState({ asked });
}

export function closeBranchDialog(): void {
  openBranchDialogs.setState({ asked: null });
}

const noBranches: readonly never[] = [];

/** The branches of the prompt under work, in the order they were made; empty until they have been read. */
export function useBranches(): { promptId: string | null; branches: readonly Branch[]; current: Branch | null } {
  const promptId = useSelection((state) => state.promptId);
  const query = useQuery(orpc.branches.list.queryOptions({ input: promptId === null ? skipToken : { promptId } }));
  const branches = query.data ?? noBranches;
  return { promptId, branches, current: branches.find(({ current }) => current) ?? null };
}
