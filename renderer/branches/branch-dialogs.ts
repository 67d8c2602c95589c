import { create } from "zustand";

/** Which question about branches stands on the screen. */
type Asked =
  | { kind: "switch" | "rename" | "merge" | "remove" }
  /** From a version; null: from the current branch's head. */
  | { kind: "new"; from: number | null };

export const branchDialogs = create<{ asked: Asked | null }>(() => ({ asked: null }));

export function askForBranch(asked: Asked): void {
  branchDialogs.setState({ asked });
}

export function closeBranchDialog(): void {
  branchDialogs.setState({ asked: null });
}
