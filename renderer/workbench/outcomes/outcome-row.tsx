import type { ComparisonRow } from "../../../shared/domain/comparison.ts";
import { isByOneSample, ONE_SAMPLE } from "../../../shared/rules/chance-words.ts";
import { cutSidesInWords } from "../../../shared/rules/cut-words.ts";
import { shortened } from "../../rendering/budget.ts";
import { Badge, classes, MiddleEllipsis, OutcomeSign, outcomeKind } from "../../ui/index.ts";
import { tallyInWords } from "../words.ts";
import { GroupSign } from "./group-sign.tsx";
import { TO_REVIEW, type Group } from "./group-rows.ts";
import { IntervalBars } from "./interval-bars.tsx";
import { tallyAloud } from "./tally-words.ts";
import styles from "./outcomes.module.css";

interface OutcomeRowProps {
  row: ComparisonRow;
  group: Group;
  alone: boolean;
}

/** One conversation: its sign, its name and, with several samples, how often each side passed. */
export function OutcomeRow({ row, group, alone }: OutcomeRowProps) {
  const several = row.baseline.samples > 1 || row.candidate.samples > 1;
  const named = group === "pending" || alone;
  const detail = group === "look" ? row.detail : null;
  const oneSample = isByOneSample(row);
  const chance = oneSample ? `${row.outcome} ${ONE_SAMPLE} of a model that answers differently each time` : null;
  const cut = cutSidesInWords(row.cut);
  const hint = [row.title, row.id, several ? tallyAloud(row, alone) : null, chance, detail, cut]
    .filter(Boolean)
    .join("\n");
  return (
    <span className={classes(styles.row, group === "pending" && styles.pending)} title={shortened(hint, 1_000)}>
      {named ? <GroupSign group={group} /> : <OutcomeSign kind={outcomeKind(row)} />}
      {row.title === "" ? (
        <MiddleEllipsis text={shortened(row.id)} className={styles.title} />
      ) : (
        <span className={styles.title}>{shortened(row.title)}</span>
      )}
      {oneSample && <span className={styles.oneSample}>{ONE_SAMPLE}</span>}
      {cut !== null && (
        <Badge title={cut}>
          <span aria-hidden="true">cut</span>
          <span className="visually-hidden">{cut}</span>
        </Badge>
      )}
      {row.review && <span className={styles.unreviewed} role="img" aria-label={TO_REVIEW} title={TO_REVIEW} />}
      {several && (
        <>
          <IntervalBars baseline={alone ? null : row.baseline} candidate={row.candidate} />
          <span className={classes(styles.tally, alone && styles.tallyAlone)}>
            <span aria-hidden="true">
              {alone ? tallyInWords(row.candidate) : `${tallyInWords(row.baseline)}→${tallyInWords(row.candidate)}`}
            </span>
            <span className="visually-hidden">{tallyAloud(row, alone)}</span>
          </span>
        </>
      )}
    </span>
  );
}
