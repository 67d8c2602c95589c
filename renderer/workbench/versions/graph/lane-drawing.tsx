import { memo } from "react";
import { classes } from "../../../ui/index.ts";
import { drawRow } from "./columns.ts";
import { CURRENT_LINE, type GraphRow } from "./layout.ts";
import styles from "./graph.module.css";

/** In pixels. */
export const ROW_HEIGHT = 44;
const STEP = 13;
const EDGE = 8;
const MIDDLE = ROW_HEIGHT / 2;
const CORNER = 7;

interface LaneDrawingProps {
  row: GraphRow;
  columns: number;
  lanes: number;
  /** The line that the selected version is on; drawn stronger than the rest. */
  picked: number | null;
  /** How many lanes the last column bundles in the row above; the number is told where it changes. */
  bundleAbove: number;
}

type Tone = "plain" | "picked" | "current";

export function drawingWidth(columns: number): number {
  return 2 * EDGE + (columns - 1) * STEP;
}

/** One row's part of the graph: whatever passes, the node, and what begins or ends at it. */
export const LaneDrawing = memo(function LaneDrawing({ row, columns, lanes, picked, bundleAbove }: LaneDrawingProps) {
  const drawn = drawRow(row, columns, lanes, new Set(picked === null ? [CURRENT_LINE] : [CURRENT_LINE, picked]));
  const toneOf = (line: number): Tone => (line === CURRENT_LINE ? "current" : line === picked ? "picked" : "plain");
  const x = (column: number): number => EDGE + column * STEP;
  const node = x(drawn.column);
  const bundle = lanes > columns ? columns - 1 : null;
  const paths: { tone: Tone; bundled: boolean; d: string }[] = [];
  const add = (column: number, line: number, d: string): void => {
    paths.push({ tone: toneOf(line), bundled: column === bundle, d });
  };
  for (const { lane, line } of drawn.above) add(lane, line, `M${x(lane)} 0V${MIDDLE}`);
  for (const { lane, line } of drawn.below) add(lane, line, `M${x(lane)} ${MIDDLE}V${ROW_HEIGHT}`);
  for (const { lane, line } of drawn.into) add(lane, line, bend(x(lane), node, 0));
  for (const { lane, line } of drawn.from) add(lane, line, bend(x(lane), node, ROW_HEIGHT));
  // What stands out is drawn last, over the rest.
  paths.sort((a, b) => rank[a.tone] - rank[b.tone]);
  const told = drawn.bundle > 1 && drawn.bundle !== bundleAbove && !drawn.bundled;
  const { count, parents, cut } = row.node;
  const nodeClass = classes(styles.node, styles[toneOf(row.line)], parents.length > 1 && styles.merge);
  return (
    <svg className={styles.drawing} width={drawingWidth(columns)} height={ROW_HEIGHT} aria-hidden="true">
      {paths.map(({ tone, bundled, d }) => (
        <path key={d} d={d} className={classes(styles.edge, styles[tone], bundled && styles.bundled)} />
      ))}
      {cut && <path d={`M${node} ${MIDDLE}V${MIDDLE + 16}`} className={classes(styles.edge, styles.cut)} />}
      {count > 1 ? (
        <rect x={node - 4} y={MIDDLE - 8} width={8} height={16} rx={4} className={classes(nodeClass, styles.fold)} />
      ) : (
        <circle cx={node} cy={MIDDLE} r={parents.length > 1 ? 4.5 : 4} className={nodeClass} />
      )}
      {told && bundle !== null && (
        <text x={x(bundle)} y={MIDDLE + 3} className={styles.told}>
          {drawn.bundle}
        </text>
      )}
    </svg>
  );
});

const rank: Record<Tone, number> = { plain: 0, picked: 1, current: 2 };

/** From the top or bottom of a column, round a corner, level to the node. */
function bend(from: number, to: number, edge: number): string {
  const side = to < from ? -1 : 1;
  const corner = Math.min(CORNER, Math.abs(to - from));
  const turn = edge === 0 ? MIDDLE - corner : MIDDLE + corner;
  return `M${from} ${edge}V${turn}Q${from} ${MIDDLE} ${from + side * corner} ${MIDDLE}H${to}`;
}
