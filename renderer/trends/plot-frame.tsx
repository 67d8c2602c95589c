import { type ReactNode } from "react";
import { columns, labelEvery, linear, ticks } from "./scale.ts";
import { useWidth } from "./use-width.ts";
import styles from "./plot.module.css";

const LEFT = 52;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 20;

export interface Frame {
  count: number;
  /** Pixels between neighbouring versions. */
  step: number;
  x: (index: number) => number;
  y: (value: number) => number;
}

interface PlotFrameProps {
  height: number;
  domain: readonly [number, number];
  tickCount: number;
  tickName: (value: number) => string;
  versions: readonly number[];
  before: number | null;
  after: number;
  /** Draws what stands between the axes, in SVG. */
  children: (frame: Frame) => ReactNode;
  /** Laid over the drawing, in columns. */
  over?: (frame: Frame) => ReactNode;
}

/** Axes over versions: values at the left, versions below, a line where the two that are compared stand. */
export function PlotFrame(props: PlotFrameProps) {
  const { height, domain, tickCount, tickName, versions, before, after, children, over } = props;
  const { ref, width } = useWidth<HTMLDivElement>();
  const inner = columns(versions.length, [LEFT, Math.max(LEFT + 1, width - RIGHT)]);
  const y = linear(domain, [height - BOTTOM, TOP]);
  const frame: Frame = { count: versions.length, step: inner.step, x: inner.place, y };
  const every = labelEvery(inner.step, 44);
  const half = Math.min(18, Math.max(2, inner.step / 2));
  return (
    <div ref={ref} className={styles.frame} style={{ height }}>
      {width > 0 && (
        <>
          <svg aria-hidden="true" width={width} height={height} className={styles.drawing}>
            <rect
              x={inner.place(after) - half}
              width={half * 2}
              y={TOP}
              height={height - BOTTOM - TOP}
              className={styles.afterGuide}
            />
            {ticks(domain[0], domain[1], tickCount).map((tick) => (
              <g key={tick}>
                <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} className={styles.grid} />
                <text x={LEFT - 8} y={y(tick)} dy="0.32em" textAnchor="end" className={styles.tick}>
                  {tickName(tick)}
                </text>
              </g>
            ))}
            {before !== null && (
              <path d={`M${inner.place(before)} ${TOP}V${height - BOTTOM}`} className={styles.beforeGuide} />
            )}
            {versions.map((version, at) =>
              at % every === 0 ? (
                <text key={version} x={inner.place(at)} y={height - 5} textAnchor="middle" className={styles.tick}>
                  v{version}
                </text>
              ) : null,
            )}
            {children(frame)}
          </svg>
          {over?.(frame)}
        </>
      )}
    </div>
  );
}
