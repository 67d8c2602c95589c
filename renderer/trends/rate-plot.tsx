import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import type { RatePoint } from "../../shared/contract/trends.ts";
import { percent } from "../workbench/words.ts";
import { type Frame, PlotFrame } from "./plot-frame.tsx";
import { RateDrawing } from "./rate-drawing.tsx";
import { rateDomain } from "./scale.ts";
import { caveatsInWords, pointInWords } from "./trend-words.ts";
import styles from "./plot.module.css";

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

const HEIGHT = 200;
const PAGE = 10;

/** The set's pass rate over versions. Arrows step through the points, Enter opens one's comparison. */
export function RatePlot({ points, before, after, onMark, onHover, onOpen }: RatePlotProps) {
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  useEffect(() => {
    // Whoever came by keyboard can step through the versions at once.
    if (document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = points[after];
    if (event.key === "Enter" && now) {
      event.preventDefault();
      return onOpen(now.version);
    }
    const next = stepTo(event.key, after, points.length);
    const point = next === null ? undefined : points[next];
    if (!point) return;
    event.preventDefault();
    onMark(point.version);
  };

  const ends = points.flatMap(({ rate, interval }) => interval ?? (rate === null ? [] : [rate]));
  const drawing = (frame: Frame) => <RateDrawing points={points} frame={frame} after={after} />;
  const columnsOver = ({ x, step }: Frame) =>
    points.map((point, at) => (
      <div
        key={point.version}
        id={`${base}-${at}`}
        role="option"
        aria-selected={at === after}
        aria-label={[pointInWords(point), ...caveatsInWords(point)].join(", ")}
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
        height={HEIGHT}
        domain={ends.length === 0 ? [0, 1] : rateDomain(Math.min(...ends), Math.max(...ends))}
        tickCount={5}
        tickName={percent}
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

function stepTo(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(count - 1, at + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, at - 1);
    case "PageUp":
      return Math.min(count - 1, at + PAGE);
    case "PageDown":
      return Math.max(0, at - PAGE);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
