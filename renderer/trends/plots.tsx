import { useLayoutEffect, useRef, useState, type ReactNode, type KeyboardEvent, useEffect, useId } from "react";
import { equalColumns, labelEvery, linearScale, ticks, bandPath, linePath, rateDomain } from "./plot-scale.ts";
import styles from "./plots.module.css";
import type { RatePoint, QuantileSummary } from "../../shared/contract/runs.ts";
import { classes } from "../ui/index.ts";
import { formatPercent } from "../../shared/format/values.ts";
import { formatCaveats, formatRatePoint } from "./trend-data.ts";

/** The width that an element has, in pixels, as it changes; 0 before it is known. */
function useWidth<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

const LEFT = 52;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 20;

export interface PlotArea {
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
  children: (frame: PlotArea) => ReactNode;
  /** Laid over the drawing, in columns. */
  over?: (frame: PlotArea) => ReactNode;
}

/** Axes over versions: values at the left, versions below, a line where the two that are compared stand. */
export function PlotFrame(props: PlotFrameProps) {
  const { height, domain, tickCount, tickName, versions, before, after, children, over } = props;
  const { ref, width } = useWidth<HTMLDivElement>();
  const inner = equalColumns(versions.length, [LEFT, Math.max(LEFT + 1, width - RIGHT)]);
  const y = linearScale(domain, [height - BOTTOM, TOP]);
  const frame: PlotArea = { count: versions.length, step: inner.step, x: inner.place, y };
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

/** Fewer pixels a version than this, and points and whiskers would run together: a line in a band then. */
const MIN_POINT_STEP = 12;

/** Pass rates with their intervals. A hollow point: the set has been edited since. */
function RateDrawing({ points, frame, after }: { points: readonly RatePoint[]; frame: PlotArea; after: number }) {
  const { x, y, step } = frame;
  const crowded = step < MIN_POINT_STEP;
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

interface RatePlotProps {
  points: readonly RatePoint[];
  before: number | null;
  after: number;
  /** By keyboard: stays marked. */
  onMark: (version: number) => void;
  /** By pointer: marked while it is there. */
  onHover: (version: number | null) => void;
  onOpen: (version: number) => void;
}

const RATE_PLOT_HEIGHT = 200;
const POINTS_PER_PAGE = 10;

/** The set's pass rate over versions. Arrows step through the points, Enter opens one's comparison. */
export function RatePlot({ points, before, after, onMark, onHover, onOpen }: RatePlotProps) {
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  useEffect(() => {
    // After navigation by keyboard, arrows step through the versions at once.
    if (document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = points[after];
    if (event.key === "Enter" && now) {
      event.preventDefault();
      return onOpen(now.version);
    }
    const next = nextPoint(event.key, after, points.length);
    const point = next === null ? undefined : points[next];
    if (!point) return;
    event.preventDefault();
    onMark(point.version);
  };

  const ends = points.flatMap(({ rate, interval }) => interval ?? (rate === null ? [] : [rate]));
  const drawing = (frame: PlotArea) => <RateDrawing points={points} frame={frame} after={after} />;
  const columnsOver = ({ x, step }: PlotArea) =>
    points.map((point, at) => (
      <div
        key={point.version}
        id={`${base}-${at}`}
        role="option"
        aria-selected={at === after}
        aria-label={[formatRatePoint(point), ...formatCaveats(point)].join(", ")}
        className={styles.column}
        style={{ left: x(at) - step / 2, width: step }}
        onPointerEnter={() => onHover(point.version)}
        onClick={() => onOpen(point.version)}
      />
    ));
  return (
    <div
      ref={list}
      role="listbox"
      aria-label="Pass rate by version"
      aria-orientation="horizontal"
      aria-activedescendant={`${base}-${after}`}
      tabIndex={0}
      className={styles.plot}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onHover(null)}
    >
      <PlotFrame
        height={RATE_PLOT_HEIGHT}
        domain={ends.length === 0 ? [0, 1] : rateDomain(Math.min(...ends), Math.max(...ends))}
        tickCount={5}
        tickName={formatPercent}
        versions={points.map(({ version }) => version)}
        before={before}
        after={after}
        over={columnsOver}
      >
        {drawing}
      </PlotFrame>
    </div>
  );
}

function nextPoint(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(count - 1, at + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, at - 1);
    case "PageUp":
      return Math.min(count - 1, at + POINTS_PER_PAGE);
    case "PageDown":
      return Math.max(0, at - POINTS_PER_PAGE);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

const SPARKLINE_WIDTH = 96;
const SPARKLINE_HEIGHT = 20;

/** A value from 0 to 1 over all versions, no larger than a word; the numbers are next to it. */
export function Sparkline({ series, after }: { series: readonly (number | null)[]; after: number }) {
  const { place } = equalColumns(series.length, [0, SPARKLINE_WIDTH]);
  const y = linearScale([0, 1], [SPARKLINE_HEIGHT - 3, 3]);
  const points = series.map((value, at) => (value === null ? null : { x: place(at), y: y(value) }));
  const marked = points[after];
  return (
    <svg aria-hidden="true" width={SPARKLINE_WIDTH} height={SPARKLINE_HEIGHT} className={styles.sparkline}>
      <line x1={0} x2={SPARKLINE_WIDTH} y1={SPARKLINE_HEIGHT - 3} y2={SPARKLINE_HEIGHT - 3} className={styles.grid} />
      <path d={linePath(points)} className={styles.line} />
      {marked && <circle cx={marked.x} cy={marked.y} r={2.5} className={styles.point} />}
    </svg>
  );
}

/** Fewer pixels a version than this, and boxes would run together: bands around a line then. */
const MIN_BOX_STEP = 10;

/** For each version: from the 5th to the 95th percentile, the middle half of the replies, and the median. */
export function SpreadDrawing({ spreads, frame }: { spreads: readonly (QuantileSummary | null)[]; frame: PlotArea }) {
  const { x, y, step } = frame;
  if (step < MIN_BOX_STEP) {
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
