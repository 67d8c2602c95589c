import type { Branch } from "../../shared/domain/branch.ts";

/** Where a branch stands, in a word or two: "v12", "v12, edited". */
export function standOf({ headNumber, edited }: Pick<Branch, "headNumber" | "edited">): string {
  const head = headNumber === null ? "no version" : `v${headNumber}`;
  return edited ? `${head}, edited` : head;
}

/** What a short menu has room for: the current branch and the others that were worked on last, in their own order. */
export function forMenu(branches: readonly Branch[], most: number): readonly Branch[] {
  if (branches.length <= most) return branches;
  const latest = branches
    .filter(({ current }) => !current)
    .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .slice(0, most - 1);
  return branches.filter((branch) => branch.current || latest.includes(branch));
}
