import type { Spread } from "../../shared/contract/trends.ts";
import { bandPath, linePath } from "./paths.ts";
import type { Frame } from "./plot-frame.tsx";
import styles from "./plot.module.css";

/** Fewer pixels a version than this, and boxes would run together: bands around a line then. */
const CROWDED = 10;

/** For each version: from the 5th to the 95th percentile, the middle half of the replies, and the median. */
export function SpreadDrawing({ spreads, frame }: { spreads: readonly (Spread | null)[]; frame: Frame }) {
  const { x, y, step } = frame;
  if (step < CROWDED) {
    const band = (low: "p5" | "p25", high: "p95" | "p75") =>
      bandPath(spreads.map((one, at) => one && { x: x(at), low: y(one[low]), high: y(one[high]) }));
    return (
      <>
        <path d={band("p5", "p95")} className={styles.band} />
        <path d={band("p25", "p75")} className={styles.band} />
        <path d={linePath(spreads.map((one, at) => one && { x: x(at), y: y(one.median) }))} className={styles.line} />
      </>
    );
  }
  const half = Math.min(12, step * 0.3);
  return (
    <>
      {spreads.map((one, at) =>
        one === null ? null : (
          <g key={at}>
            <path d={`M${x(at)} ${y(one.p5)}V${y(one.p95)}`} className={styles.whisker} />
            <rect
              x={x(at) - half}
              width={half * 2}
              y={y(one.p75)}
              height={Math.max(1, y(one.p25) - y(one.p75))}
              className={styles.box}
            />
            <path d={`M${x(at) - half} ${y(one.median)}h${half * 2}`} className={styles.median} />
          </g>
        ),
      )}
    </>
  );
}
