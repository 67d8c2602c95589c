import type { Comparison } from "../../../shared/domain/comparison.ts";
import { Tooltip } from "../../ui/index.ts";
import { differenceInWords, passRateInWords, percent } from "../words.ts";
import { groupName, groupOrder, type BaselineState, type RowGroup } from "./group-rows.ts";
import { GroupSign } from "./group-sign.tsx";
import styles from "./outcomes.module.css";

interface OutcomeSummaryProps {
  comparison: Comparison;
  groups: readonly RowGroup[];
  baseline: BaselineState;
}

/** What the comparison says of the set as a whole: a count for each outcome, and what became of the pass rate. */
export function OutcomeSummary({ comparison, groups, baseline }: OutcomeSummaryProps) {
  const { passRate, noiseFloor } = comparison;
  const rate = passRateInWords(passRate);
  const difference = differenceInWords(passRate);
  const sizes = new Map(groups.map(({ group, rows }) => [group, rows.length]));
  // The two that everybody looks for keep their places, even at none.
  const shown = groupOrder.filter(
    (group) => sizes.has(group) || (baseline !== "alone" && (group === "broke" || group === "fixed")),
  );
  return (
    <div className={styles.summary} aria-label="Summary" role="group">
      <span className={styles.counts}>
        {shown.map((group) => {
          const count = (sizes.get(group) ?? 0).toLocaleString("en");
          const name = groupName(group, baseline);
          return (
            <span key={group} className={styles.count} data-none={!sizes.has(group)} title={`${count} ${name}`}>
              <GroupSign group={group} />
              {count}
              <span className="visually-hidden"> {name}</span>
            </span>
          );
        })}
      </span>
      <Tooltip
        label={
          <span className={styles.explained}>
            Share of the conversations that could be judged in both runs and pass.
            {difference !== null && <span>{difference}</span>}
            {noiseFloor !== null && (
              <span>
                Noise floor: {percent(noiseFloor)} of verdicts differ between two samples of the baseline itself.
              </span>
            )}
          </span>
        }
      >
        <span className={styles.rate} tabIndex={0}>
          pass rate {rate ?? "–"}
          <small className={styles.difference}>{difference ?? "\u00a0"}</small>
        </span>
      </Tooltip>
    </div>
  );
}
