import { ChevronDown, ChevronRight } from "lucide-react";
import { classes } from "../../ui/index.ts";
import { groupName, type BaselineState, type Group } from "./group-rows.ts";
import { GroupSign } from "./group-sign.tsx";
import styles from "./outcomes.module.css";

interface GroupHeadingProps {
  group: Group;
  count: number;
  open: boolean;
  baseline: BaselineState;
  onToggle: () => void;
}

export function GroupHeading({ group, count, open, baseline, onToggle }: GroupHeadingProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={open}
      className={classes(styles.heading, group === "broke" && styles.broke)}
      onClick={onToggle}
    >
      {open ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
      <GroupSign group={group} />
      {count.toLocaleString("en")} {groupName(group, baseline)}
    </button>
  );
}
