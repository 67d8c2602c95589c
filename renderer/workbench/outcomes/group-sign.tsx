import { outcomeLook, type OutcomeKind } from "../../ui/index.ts";
import type { Group } from "./group-rows.ts";
import styles from "./outcomes.module.css";

const kinds: Record<Exclude<Group, "passing">, OutcomeKind> = {
  broke: "broke",
  fixed: "fixed",
  look: "undecided",
  failing: "stillFailing",
  changed: "changed",
  same: "same",
  unchecked: "missing",
  pending: "pending",
};

/** The sign of a group; the word always stands beside it. */
export function GroupSign({ group }: { group: Group }) {
  const { sign, tone } = group === "passing" ? { sign: "✓", tone: "--fixed" } : outcomeLook(kinds[group]);
  return (
    <span aria-hidden="true" className={styles.sign} style={{ color: `var(${tone})` }}>
      {sign}
    </span>
  );
}
