import { GitBranch } from "lucide-react";
import type { Branch } from "../../../shared/domain/prompt.ts";
import { classes } from "../../ui/index.ts";
import styles from "./branch-badge.module.css";

/** A branch's name at its head. */
function BranchBadge({ branch }: { branch: Pick<Branch, "name" | "current"> }) {
  return (
    <span
      className={classes(styles.badge, branch.current && styles.current)}
      title={branch.current ? `${branch.name}, the current branch` : `The branch ${branch.name}`}
    >
      <GitBranch aria-hidden="true" />
      <span className={styles.name}>{branch.name}</span>
    </span>
  );
}

/** The first names, and how many more there are. */
export function BranchBadges({ branches, most }: { branches: readonly Branch[]; most: number }) {
  const shown = branches.length > most ? branches.slice(0, most - 1) : branches;
  const rest = branches.slice(shown.length);
  return (
    <>
      {shown.map((branch) => (
        <BranchBadge key={branch.name} branch={branch} />
      ))}
      {rest.length > 0 && (
        <span className={styles.badge} title={rest.map(({ name }) => name).join(", ")}>
          +{rest.length} branches
        </span>
      )}
    </>
  );
}
