import { linePath } from "./paths.ts";
import { columns, linear } from "./scale.ts";
import styles from "./plot.module.css";

const WIDTH = 96;
const HEIGHT = 20;

/** A value from 0 to 1 over all versions, no larger than a word; the numbers stand beside it. */
export function Sparkline({ series, after }: { series: readonly (number | null)[]; after: number }) {
  const { place } = columns(series.length, [0, WIDTH]);
  const y = linear([0, 1], [HEIGHT - 3, 3]);
  const points = series.map((value, at) => (value === null ? null : { x: place(at), y: y(value) }));
  const marked = points[after];
  return (
    <svg aria-hidden="true" width={WIDTH} height={HEIGHT} className={styles.sparkline}>
      <line x1={0} x2={WIDTH} y1={HEIGHT - 3} y2={HEIGHT - 3} className={styles.grid} />
      <path d={linePath(points)} className={styles.line} />
      {marked && <circle cx={marked.x} cy={marked.y} r={2.5} className={styles.point} />}
    </svg>
  );
}
