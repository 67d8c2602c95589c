import { memo, useMemo, useSyncExternalStore } from "react";
import { classes, Button, Kbd, Segmented, VirtualList } from "../../ui/index.ts";
import { columnsOfRow, CURRENT_LINE, type GraphRow, type GraphNode } from "./graph-layout.ts";
import styles from "./history-graph.module.css";
import type { Version } from "../../../shared/domain/prompt.ts";
import { plural } from "../../../shared/format/count.ts";
import { type FoldMode, foldByHand, type Folding, graphKeyAction, type VersionGraph } from "./version-graph.ts";
import type { Side } from "../state/choose-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { HistoryRow } from "./version-detail.tsx";

/** In pixels. */
const ROW_HEIGHT = 44;
const LANE_WIDTH = 13;
const LANE_MARGIN = 8;
const ROW_MIDDLE = ROW_HEIGHT / 2;
const CORNER_RADIUS = 7;

interface LaneDrawingProps {
  row: GraphRow;
  columns: number;
  lanes: number;
  /** The line that the selected version is on; drawn stronger than the rest. */
  picked: number | null;
  /** How many lanes the last column bundles in the row above; the number is told where it changes. */
  bundleAbove: number;
}

type LaneTone = "plain" | "picked" | "current";

function drawingWidth(columns: number): number {
  return 2 * LANE_MARGIN + (columns - 1) * LANE_WIDTH;
}

/** One row's part of the graph: whatever passes, the node, and what begins or ends at it. */
const LaneDrawing = memo(function LaneDrawing({ row, columns, lanes, picked, bundleAbove }: LaneDrawingProps) {
  const drawn = columnsOfRow(row, columns, lanes, new Set(picked === null ? [CURRENT_LINE] : [CURRENT_LINE, picked]));
  const toneOf = (line: number): LaneTone => (line === CURRENT_LINE ? "current" : line === picked ? "picked" : "plain");
  const x = (column: number): number => LANE_MARGIN + column * LANE_WIDTH;
  const node = x(drawn.column);
  const bundle = lanes > columns ? columns - 1 : null;
  const paths: { tone: LaneTone; bundled: boolean; d: string }[] = [];
  const add = (column: number, line: number, d: string): void => {
    paths.push({ tone: toneOf(line), bundled: column === bundle, d });
  };
  for (const { lane, line } of drawn.above) add(lane, line, `M${x(lane)} 0V${ROW_MIDDLE}`);
  for (const { lane, line } of drawn.below) add(lane, line, `M${x(lane)} ${ROW_MIDDLE}V${ROW_HEIGHT}`);
  for (const { lane, line } of drawn.into) add(lane, line, bendPath(x(lane), node, 0));
  for (const { lane, line } of drawn.from) add(lane, line, bendPath(x(lane), node, ROW_HEIGHT));
  // What stands out is drawn last, over the rest.
  paths.sort((a, b) => toneRank[a.tone] - toneRank[b.tone]);
  const told = drawn.bundle > 1 && drawn.bundle !== bundleAbove && !drawn.bundled;
  const { count, parents, cut } = row.node;
  const nodeClass = classes(styles.node, styles[toneOf(row.line)], parents.length > 1 && styles.merge);
  return (
    <svg className={styles.drawing} width={drawingWidth(columns)} height={ROW_HEIGHT} aria-hidden="true">
      {paths.map(({ tone, bundled, d }) => (
        <path key={d} d={d} className={classes(styles.edge, styles[tone], bundled && styles.bundled)} />
      ))}
      {cut && <path d={`M${node} ${ROW_MIDDLE}V${ROW_MIDDLE + 16}`} className={classes(styles.edge, styles.cut)} />}
      {count > 1 ? (
        <rect
          x={node - 4}
          y={ROW_MIDDLE - 8}
          width={8}
          height={16}
          rx={4}
          className={classes(nodeClass, styles.fold)}
        />
      ) : (
        <circle cx={node} cy={ROW_MIDDLE} r={parents.length > 1 ? 4.5 : 4} className={nodeClass} />
      )}
      {told && bundle !== null && (
        <text x={x(bundle)} y={ROW_MIDDLE + 3} className={styles.told}>
          {drawn.bundle}
        </text>
      )}
    </svg>
  );
});

const toneRank: Record<LaneTone, number> = { plain: 0, picked: 1, current: 2 };

/** From the top or bottom of a column, round a corner, level to the node. */
function bendPath(from: number, to: number, edge: number): string {
  const side = to < from ? -1 : 1;
  const corner = Math.min(CORNER_RADIUS, Math.abs(to - from));
  const turn = edge === 0 ? ROW_MIDDLE - corner : ROW_MIDDLE + corner;
  return `M${from} ${edge}V${turn}Q${from} ${ROW_MIDDLE} ${from + side * corner} ${ROW_MIDDLE}H${to}`;
}

interface FoldedRowProps {
  node: GraphNode;
  versionOf: ReadonlyMap<number, Version>;
  onOpen: () => void;
}

/** Versions one after another of which nothing but their number has to be seen now. */
function FoldedRow({ node, versionOf, onOpen }: FoldedRowProps) {
  const newest = versionOf.get(node.number)?.message ?? "";
  return (
    <>
      <span className={styles.folded}>
        <span>
          {plural(node.count, "version")}, v{node.oldest} to v{node.number}
        </span>
        <span className={styles.foldedWords} title={newest}>
          {newest}
        </span>
      </span>
      <Button look="quiet" tabIndex={-1} onClick={onOpen} aria-label={`Open v${node.oldest} to v${node.number}`}>
        Open
      </Button>
    </>
  );
}

interface GraphFootProps {
  mode: FoldMode;
  onMode: (mode: FoldMode) => void;
}

const foldModes: { value: FoldMode; label: string }[] = [
  { value: "none", label: "nothing" },
  { value: "others", label: "other branches" },
  { value: "all", label: "everything" },
];

/** How much of the history is folded, and the keys that go along it. */
function GraphFoot({ mode, onMode }: GraphFootProps) {
  return (
    <div className={styles.foot}>
      <span>Fold</span>
      <Segmented label="Fold" value={mode} options={foldModes} onValue={onMode} />
      <KeyHint keys="j k" words="along the branch" />
      <KeyHint keys="m" words="merged" />
      <KeyHint keys="ArrowLeft ArrowRight" words="fold" />
    </div>
  );
}

function KeyHint({ keys, words }: { keys: string; words: string }) {
  return (
    <span className={styles.hint}>
      <Kbd keys={keys} /> {words}
    </span>
  );
}

interface HistoryGraphProps {
  graph: VersionGraph;
  workbench: WorkbenchState;
  rates: ReadonlyMap<Side, number>;
  /** The node that is selected. */
  selected: number;
  onSelect: (number: number) => void;
  /** Enter, or a double press, on a version. */
  onOpen: (number: number) => void;
  folding: Folding;
  onFolding: (folding: Folding) => void;
}

const narrowWindow = window.matchMedia("(max-width: 1100px)");
const rowId = (row: GraphRow): string => String(row.node.number);
const noHeads: readonly never[] = [];
const noLines: ReadonlySet<number> = new Set();

/** The versions with the lines that lead from one to the other. */
export function HistoryGraph(props: HistoryGraphProps) {
  const { graph, workbench, rates, selected, onSelect, onOpen, folding, onFolding } = props;
  const { rows, lanes, versionOf, headsAt, nameOf, stretchOf } = graph;
  const most = useSyncExternalStore(watchNarrow, () => narrowWindow.matches) ? 5 : 9;
  const columns = Math.max(1, Math.min(lanes, most));
  const picked = rows.find(({ node }) => node.number === selected)?.line ?? null;
  const bundles = useMemo(
    () => (lanes > columns ? rows.map((row) => columnsOfRow(row, columns, lanes, noLines).bundle) : noHeads),
    [rows, columns, lanes],
  );

  const fold = (number: number, folded: boolean): void => {
    const stretch = stretchOf.get(number);
    if (stretch === undefined) return;
    onFolding(foldByHand(folding, stretch.id, folded));
    onSelect(stretch.numbers[0] ?? number);
  };
  const onKey = (key: string): boolean => {
    const asked = graphKeyAction(graph, selected, key);
    if (asked === null) return false;
    if (asked.kind === "select") onSelect(asked.number);
    if (asked.kind === "fold") fold(asked.number, asked.folded);
    return true;
  };
  const open = (number: number): void => {
    if (graphKeyAction(graph, number, "Enter") === null) onOpen(number);
    else fold(number, false);
  };
  return (
    <div className={styles.side}>
      <VirtualList
        label="Versions, newest first"
        className={styles.list}
        items={rows}
        idOf={rowId}
        selectedId={String(selected)}
        onSelect={(id) => onSelect(Number(id))}
        onOpen={(id) => open(Number(id))}
        onKey={onKey}
        rowHeight={ROW_HEIGHT}
        renderItem={(row, { index }) => {
          const { number, count } = row.node;
          const version = versionOf.get(number);
          return (
            <span className={styles.row}>
              <LaneDrawing
                row={row}
                columns={columns}
                lanes={lanes}
                picked={picked}
                bundleAbove={bundles[index - 1] ?? 0}
              />
              {count > 1 && <FoldedRow node={row.node} versionOf={versionOf} onOpen={() => fold(number, false)} />}
              {count === 1 && version && (
                <HistoryRow
                  version={version}
                  heads={headsAt.get(number) ?? noHeads}
                  branch={row.line === CURRENT_LINE ? null : (nameOf.get(row.line) ?? null)}
                  rate={rates.get(number) ?? null}
                  sides={workbench.sides}
                />
              )}
            </span>
          );
        }}
      />
      {(lanes > 1 || stretchOf.size > 0) && (
        <GraphFoot mode={folding.mode} onMode={(mode) => onFolding({ mode, byHand: new Map() })} />
      )}
    </div>
  );
}

function watchNarrow(listener: () => void): () => void {
  narrowWindow.addEventListener("change", listener);
  return () => narrowWindow.removeEventListener("change", listener);
}
