import { useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from "react";
import { Segmented, SplitPane, type Pane } from "../ui/index.ts";
import type { editor } from "../workbench/prompt/monaco.ts";
import { originMarks } from "./align-lines.ts";
import { applyEdit } from "./apply-edit.ts";
import { ConflictBar } from "./conflict-bar.tsx";
import { linesInSide } from "./lines-in-side.ts";
import { conflictMarks, originDecorations } from "./mark-conflicts.ts";
import { changeWork } from "./merge-store.ts";
import { modelOfResult, replaceResult, restorePlace } from "./result-model.ts";
import { ResultPane } from "./result-pane.tsx";
import { SideHeading } from "./side-heading.tsx";
import { SidePane } from "./side-pane.tsx";
import { conflictMeant, nextConflict } from "./step-through.ts";
import { takeSide, type Side } from "./take-side.ts";
import { useAlignments } from "./use-alignments.ts";
import type { Merge } from "./use-merge.ts";
import styles from "./merge.module.css";

const narrow = window.matchMedia("(max-width: 1100px)");

interface MergeEditorsProps {
  merge: Merge;
  texts: { ours: string; theirs: string; base: string | null };
  canWrite: boolean;
  onLeave: () => void;
}

/** Both parents with the result between them. Loaded on its own, as Monaco is larger than the rest of the window. */
export default function MergeEditors({ merge, texts, canWrite, onLeave }: MergeEditorsProps) {
  const { key, text, initial, open, names, preview } = merge;
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  const [line, setLine] = useState(1);
  const [shown, setShown] = useState<"ours" | "theirs">("ours");
  const folded = useSyncExternalStore(watchNarrow, () => narrow.matches);
  const model = modelOfResult(key, text);
  const meant = conflictMeant(open.conflicts, line);
  const aligned = useAlignments(text, texts.ours, texts.theirs);
  const current = aligned?.text === text ? aligned : null;

  useEffect(() => {
    const heard = model.onDidChangeContent(() => {
      const typed = model.getValue();
      changeWork(key, { text: typed === initial ? null : typed });
    });
    return () => heard.dispose();
  }, [model, key, initial]);

  const marks = useMemo(() => {
    const isOpen = (at: number): boolean => open.conflicts.some(({ from, to }) => from <= at && at <= to);
    const { ours, theirs } = current ?? {};
    const origins =
      ours && theirs ? originMarks(Math.min(ours.length, theirs.length) - 1, { ours, theirs }, isOpen) : [];
    return [...conflictMarks(open, meant, names), ...originDecorations(origins, names)];
  }, [open, meant, current, names]);

  const inSides = useMemo(
    () => ({
      ours: linesInSide(open.conflicts, "ours", current?.ours ?? null, meant),
      theirs: linesInSide(open.conflicts, "theirs", current?.theirs ?? null, meant),
    }),
    [open, current, meant],
  );

  const goTo = (at: number | null): void => {
    const conflict = at === null ? null : open.conflicts[at];
    if (!code || !conflict) return;
    code.setPosition({ lineNumber: conflict.from, column: 1 });
    code.revealLinesInCenterIfOutsideViewport(conflict.from, conflict.to);
  };
  // Who comes to settle conflicts stands at the first of them; the focus stays where it is, as keys may be on their way.
  const start = useEffectEvent((at: editor.IStandaloneCodeEditor) => {
    if (!restorePlace(at)) goTo(open.conflicts.length > 0 ? 0 : null);
  });
  useEffect(() => {
    if (code) start(code);
  }, [code]);
  const take = (side: Side): void => {
    const conflict = meant === null ? null : open.conflicts[meant];
    if (code && conflict) applyEdit(code, takeSide(conflict, side, preview.pieces));
  };

  const sidePane = (side: "ours" | "theirs"): Pane => ({
    id: folded ? "side" : side,
    label: folded ? "side" : names[side],
    minSize: 200,
    content: (
      <section className={styles.column} aria-label={`Text of ${names[side]}`}>
        <div className={styles.columnHead}>
          <SideHeading side={side} merge={merge} />
          {folded && (
            <Segmented
              label="Side"
              value={shown}
              options={[
                { value: "ours", label: "Into" },
                { value: "theirs", label: "From" },
              ]}
              onValue={setShown}
            />
          )}
        </div>
        <SidePane
          key={side}
          side={side}
          label={`Text of ${names[side]}, read only`}
          text={texts[side]}
          base={texts.base}
          conflicts={inSides[side]}
          result={code}
          alignment={current?.[side] ?? null}
          onLeave={onLeave}
        />
      </section>
    ),
  });
  const result: Pane = {
    id: "result",
    label: "result",
    minSize: 240,
    content: (
      <section className={styles.column} aria-label="Result">
        <h3 className={styles.columnName}>Result</h3>
        <ResultPane
          model={model}
          readOnly={!canWrite}
          marks={marks}
          onEditor={setCode}
          onLine={setLine}
          onLeave={onLeave}
        />
      </section>
    ),
  };
  return (
    <div className={styles.editors}>
      <ConflictBar
        merge={merge}
        meant={meant}
        canWrite={canWrite}
        onTake={take}
        onStep={(step) => {
          goTo(nextConflict(open.conflicts, line, step));
          code?.focus();
        }}
        onReset={() => replaceResult(key, initial)}
      />
      {folded ? (
        <SplitPane key="folded" id="merge-folded" className={styles.panes} panes={[sidePane(shown), result]} />
      ) : (
        <SplitPane
          key="wide"
          id="merge-wide"
          className={styles.panes}
          panes={[sidePane("ours"), result, sidePane("theirs")]}
        />
      )}
    </div>
  );
}

function watchNarrow(listener: () => void): () => void {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}
