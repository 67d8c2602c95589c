import type { RatePoint } from "../../shared/contract/trends.ts";
import type { Version } from "../../shared/domain/prompt.ts";
import { Badge, Button } from "../ui/index.ts";
import { caveatsInWords, pointsInWords, rateInWords } from "./trend-words.ts";
import styles from "./trends.module.css";

interface PointDetailProps {
  point: RatePoint;
  before: RatePoint | null;
  version: Version | null;
  onOpen: () => void;
}

/** The marked version in words, in a place of its own, so that nothing covers the plot. */
export function PointDetail({ point, before, version, onOpen }: PointDetailProps) {
  const change =
    before && before.rate !== null && point.rate !== null
      ? `${pointsInWords(point.rate - before.rate)} against v${before.version}`
      : null;
  const said = [rateInWords(point), change, ...caveatsInWords(point)].filter((words) => words !== null);
  return (
    <div className={styles.detail}>
      <p className={styles.detailName}>
        <strong>v{point.version}</strong>
        {version?.labels.map((label) => (
          <Badge key={label} tone="accent">
            {label}
          </Badge>
        ))}
        <span title={version?.message}>{version?.message}</span>
      </p>
      <p className={styles.detailWords} title={said.join(" · ")}>
        {said.join(" · ")}
      </p>
      <Button onClick={onOpen}>Look at v{point.version}</Button>
    </div>
  );
}
