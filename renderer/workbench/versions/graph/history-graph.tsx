import { useMemo, useSyncExternalStore } from "react";
import { VirtualList } from "../../../ui/index.ts";
import type { Side } from "../../run-choice.ts";
import type { Loop } from "../../use-loop.ts";
import { HistoryRow } from "../history-row.tsx";
import { drawRow } from "./columns.ts";
import { FoldedRow } from "./folded-row.tsx";
import { foldByHand, type Folding } from "./folding.ts";
import { GraphFoot } from "./graph-foot.tsx";
import { askedByKey } from "./graph-keys.ts";
import { LaneDrawing, ROW_HEIGHT } from "./lane-drawing.tsx";
import { CURRENT_LINE, type GraphRow } from "./layout.ts";
import type { VersionGraph } from "./use-graph.ts";
import styles from "./graph.module.css";

interface HistoryGraphProps {
  graph: VersionGraph;
  loop: Loop;
  rates: ReadonlyMap<Side, number>;
  /** The node that is selected. */
  selected: number;
  onSelect: (number: number) => void;
  /** Enter, or a double press, on a version. */
  onOpen: (number: number) => void;
  folding: Folding;
  onFolding: (folding: Folding) => void;
}

const narrow = window.matchMedia("(max-width: 1100px)");
const idOf = (row: GraphRow): string => String(row.node.number);
const nothing: readonly never[] = [];
const noLines: ReadonlySet<number> = new Set();

/** The versions with the lines that lead from one to the other beside them. */
export function HistoryGraph(props: HistoryGraphProps) {
  const { graph, loop, rates, selected, onSelect, onOpen, folding, onFolding } = props;
  const { rows, lanes, versionOf, headsAt, nameOf, stretchOf } = graph;
  const most = useSyncExternalStore(watchNarrow, () => narrow.matches) ? 5 : 9;
  const columns = Math.max(1, Math.min(lanes, most));
  const picked = rows.find(({ node }) => node.number === selected)?.line ?? null;
  const bundles = useMemo(
    () => (lanes > columns ? rows.map((row) => drawRow(row, columns, lanes, noLines).bundle) : nothing),
    [rows, columns, lanes],
  );

  const fold = (number: number, folded: boolean): void => {
    const stretch = stretchOf.get(number);
    if (stretch === undefined) return;
    onFolding(foldByHand(folding, stretch.id, folded));
    onSelect(stretch.numbers[0] ?? number);
  };
  const onKey = (key: string): boolean => {
    const asked = askedByKey(graph, selected, key);
    if (asked === null) return false;
    if (asked.kind === "select") onSelect(asked.number);
    if (asked.kind === "fold") fold(asked.number, asked.folded);
    return true;
  };
  const open = (number: number): void => {
    if (askedByKey(graph, number, "Enter") === null) onOpen(number);
    else fold(number, false);
  };
  return (
    <div className={styles.side}>
      <VirtualList
        label="Versions, newest first"
        className={styles.list}
        items={rows}
        idOf={idOf}
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
                  heads={headsAt.get(number) ?? nothing}
                  branch={row.line === CURRENT_LINE ? null : (nameOf.get(row.line) ?? null)}
                  rate={rates.get(number) ?? null}
                  sides={loop.sides}
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
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}
