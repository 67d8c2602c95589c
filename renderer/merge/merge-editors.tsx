import { Range, type editor } from "../editor/monaco.ts";
import { type LineEdit, type SideChoice, focusedConflict, nextConflict, takeSide } from "./conflicts.ts";
import { useEffect, useState, useEffectEvent, useMemo, useSyncExternalStore } from "react";
import { alignLines, type Alignment, originMarks, conflictLinesInSide } from "./line-alignment.ts";
import { type OpenMergeState, changeMergeWork } from "./merge-state.ts";
import styles from "./merge.module.css";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useCommand } from "../shell/index.ts";
import { Button, IconButton, Segmented, SplitPane, type Pane } from "../ui/index.ts";
import { formatOpenConflicts } from "./merge-findings.ts";
import { conflictMarks, originDecorations } from "./conflict-marks.ts";
import { resultModel, replaceResult, restoreResultPosition, ResultPane, SidePane } from "./text-panes.tsx";

/** Replaces whole lines in an editor, as one edit that can be undone, and leaves the cursor at their beginning. */
function applyLineEdit(code: editor.ICodeEditor, { from, to, text }: LineEdit): void {
  const model = code.getModel();
  if (!model) return;
  const last = to >= model.getLineCount();
  // The last line has no end that could be taken along.
  const range = last ? new Range(from, 1, to, model.getLineMaxColumn(to)) : new Range(from, 1, to + 1, 1);
  code.pushUndoStop();
  code.executeEdits("counterproof.merge", [{ range, text }]);
  code.pushUndoStop();
  code.setPosition({ lineNumber: Math.min(from, model.getLineCount()), column: 1 });
  code.revealLineInCenterIfOutsideViewport(from);
}

const PAUSE_MS = 120;

interface AlignedSides {
  text: string;
  ours: Alignment;
  theirs: Alignment;
}

/** Which lines of the result stand in each side, a moment after the last key. Null until it is known for a text. */
function useAlignments(text: string, ours: string | null, theirs: string | null): AlignedSides | null {
  const [aligned, setAligned] = useState<AlignedSides | null>(null);
  useEffect(() => {
    if (ours === null || theirs === null) return;
    const align = (): void => setAligned({ text, ours: alignLines(text, ours), theirs: alignLines(text, theirs) });
    const timer = setTimeout(align, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, ours, theirs]);
  return aligned;
}

interface SideHeadingProps {
  side: "ours" | "theirs";
  merge: OpenMergeState;
}

/** Its name with the mark that its lines have in the margin of the result. */
function SideHeading({ side, merge: { names, preview } }: SideHeadingProps) {
  return (
    <h3 className={styles.columnName} title={names[side]}>
      <span className={styles[side]} aria-hidden="true" />
      <span className={styles.branch}>{names[side]}</span>
      <span className={styles.quiet}>{preview[side] === null ? "no version" : `v${preview[side]}`}</span>
    </h3>
  );
}

interface ConflictBarProps {
  merge: OpenMergeState;
  /** The conflict that keys and buttons are about, from 0; null where none is open. */
  meant: number | null;
  canWrite: boolean;
  onTake: (side: SideChoice) => void;
  onStep: (step: 1 | -1) => void;
  onReset: () => void;
}

const group = "Merge";

/** How many conflicts are open, the way from one to the next, and which side to take. */
function ConflictBar({ merge, meant, canWrite, onTake, onStep, onReset }: ConflictBarProps) {
  const { open, names, preview, text, initial } = merge;
  const many = open.conflicts.length;
  const can = meant !== null && canWrite;
  const takes = [
    { side: "ours", title: `Take ${names.ours}`, keys: "Alt+o" },
    { side: "theirs", title: `Take ${names.theirs}`, keys: "Alt+t" },
    { side: "both", title: "Take both", keys: "Alt+b" },
  ] as const;
  useCommand({ id: "merge-ours", group, ...takes[0], enabled: can, run: () => onTake("ours") });
  useCommand({ id: "merge-theirs", group, ...takes[1], enabled: can, run: () => onTake("theirs") });
  useCommand({ id: "merge-both", group, ...takes[2], enabled: can, run: () => onTake("both") });
  useCommand({
    id: "merge-next",
    title: "Go to the next conflict",
    keys: ["Alt+j", "F7"],
    group,
    enabled: many > 0,
    run: () => onStep(1),
  });
  useCommand({
    id: "merge-previous",
    title: "Go to the previous conflict",
    keys: ["Alt+k", "Shift+F7"],
    group,
    enabled: many > 0,
    run: () => onStep(-1),
  });
  useCommand({
    id: "merge-reset",
    title: "Reset the merged text",
    group,
    enabled: canWrite && text !== initial,
    run: onReset,
  });
  const settled =
    preview.conflicts === 0
      ? preview.relation === "fastForward"
        ? "nothing had to be merged"
        : "merged without a conflict"
      : preview.conflicts === 1
        ? "the conflict is resolved"
        : `all ${preview.conflicts.toLocaleString("en")} conflicts are resolved`;
  const words = many + open.loose.length > 0 ? formatOpenConflicts(many, open.loose) : settled;
  return (
    <div className={styles.conflicts} role="group" aria-label="Conflicts">
      <span role="status" className={many + open.loose.length > 0 ? styles.open : styles.settled}>
        {words.charAt(0).toUpperCase() + words.slice(1)}
        {meant !== null && many > 1 ? `, at ${meant + 1} of ${many}` : ""}
      </span>
      {many > 0 && (
        <>
          <IconButton
            label="Previous conflict"
            keys="Alt+k"
            icon={<ChevronUp aria-hidden="true" />}
            onClick={() => onStep(-1)}
          />
          <IconButton
            label="Next conflict"
            keys="Alt+j"
            icon={<ChevronDown aria-hidden="true" />}
            onClick={() => onStep(1)}
          />
          {takes.map(({ side, title, keys }) => (
            <Button key={side} keys={keys} disabled={!can} className={styles.take} onClick={() => onTake(side)}>
              {title}
            </Button>
          ))}
        </>
      )}
      {text !== initial && canWrite && (
        <Button look="quiet" onClick={onReset} title="Undo brings back what was typed">
          Reset the text
        </Button>
      )}
    </div>
  );
}

const narrow = window.matchMedia("(max-width: 1100px)");

interface MergeEditorsProps {
  merge: OpenMergeState;
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
  const model = resultModel(key, text);
  const meant = focusedConflict(open.conflicts, line);
  const aligned = useAlignments(text, texts.ours, texts.theirs);
  const current = aligned?.text === text ? aligned : null;

  useEffect(() => {
    const heard = model.onDidChangeContent(() => {
      const typed = model.getValue();
      changeMergeWork(key, { text: typed === initial ? null : typed });
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
      ours: conflictLinesInSide(open.conflicts, "ours", current?.ours ?? null, meant),
      theirs: conflictLinesInSide(open.conflicts, "theirs", current?.theirs ?? null, meant),
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
    if (!restoreResultPosition(at)) goTo(open.conflicts.length > 0 ? 0 : null);
  });
  useEffect(() => {
    if (code) start(code);
  }, [code]);
  const take = (side: SideChoice): void => {
    const conflict = meant === null ? null : open.conflicts[meant];
    if (code && conflict) applyLineEdit(code, takeSide(conflict, side, preview.pieces));
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
