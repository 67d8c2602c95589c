import type { RatePoint } from "../../shared/contract/trends.ts";
import { classes } from "../ui/index.ts";
import { bandPath, linePath } from "./paths.ts";
import type { Frame } from "./plot-frame.tsx";
import styles from "./plot.module.css";

/** Fewer pixels a version than this, and points and whiskers would run together: a line in a band then. */
const CROWDED = 12;

/** Pass rates with their intervals. A hollow point: the set has been edited since. */
export function RateDrawing({ points, frame, after }: { points: readonly RatePoint[]; frame: Frame; after: number }) {
  const { x, y, step } = frame;
  const crowded = step < CROWDED;
  const line = points.map(({ rate }, at) => (rate === null ? null : { x: x(at), y: y(rate) }));
  const band = points.map(({ interval }, at) =>
    interval === null ? null : { x: x(at), low: y(interval[0]), high: y(interval[1]) },
  );
  const marked = line[after];
  return (
    <>
      {crowded ? (
        <path d={bandPath(band)} className={styles.band} />
      ) : (
        band.map((one, at) => (one === null ? null : <Whisker key={at} {...one} />))
      )}
      <path d={linePath(line)} className={styles.line} />
      {!crowded &&
        line.map((one, at) =>
          one === null ? null : (
            <circle
              key={at}
              cx={one.x}
              cy={one.y}
              r={3.5}
              className={classes(styles.point, points[at]?.sameSet === false && styles.hollow)}
            />
          ),
        )}
      {marked && <circle cx={marked.x} cy={marked.y} r={5} className={styles.marked} />}
    </>
  );
}

function Whisker({ x, low, high }: { x: number; low: number; high: number }) {
  return <path d={`M${x} ${low}V${high}M${x - 4} ${low}h8M${x - 4} ${high}h8`} className={styles.whisker} />;
}
