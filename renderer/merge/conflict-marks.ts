import { lineChangeDecorations } from "../editor/editor-marks.ts";
import type { LineMark } from "../editor/line-changes.ts";
import { Range, type editor } from "../editor/monaco.ts";
import type { OriginMark } from "./line-alignment.ts";
import type { Conflict, ConflictsFound, LineRange, MergeSideNames } from "./conflicts.ts";
import styles from "./conflict-marks.module.css";

/** A column that no name of a branch reaches; the editor cuts it to the line. */
const MAX_MARK_COLUMN = 1_000;

type Decoration = editor.IModelDeltaDecoration;

/** What is open in the result: its marks, each side between them, and the one that keys are about. */
export function conflictMarks(
  { conflicts, loose }: ConflictsFound,
  meant: number | null,
  names: MergeSideNames,
): Decoration[] {
  return [
    ...conflicts.flatMap((conflict, at) => conflictDecorations(conflict, at === meant, names)),
    ...loose.map((line) => wholeLines({ from: line, to: line }, styles.loose)),
  ];
}

function conflictDecorations(conflict: Conflict, meant: boolean, names: MergeSideNames): Decoration[] {
  const { from, to, ours, base, theirs } = conflict;
  return [
    ...markDecorations(from, "has"),
    ...(base ? markDecorations(base.from - 1, "had") : []),
    ...markDecorations(theirs.from - 1, `${names.theirs} has`),
    ...markDecorations(to, ""),
    ...rangeDecoration(ours, styles.ours),
    ...rangeDecoration(base, styles.base),
    ...rangeDecoration(theirs, styles.theirs),
    ...(meant ? [marginDecoration(conflict, styles.meant)] : []),
  ];
}

/** Which side each line of the result comes from, next to its number. */
export function originDecorations(marks: readonly OriginMark[], names: MergeSideNames): Decoration[] {
  const told = { ours: `From ${names.ours}`, theirs: `From ${names.theirs}`, hand: "Written here" };
  const looks = { ours: styles.fromOurs, theirs: styles.fromTheirs, hand: styles.fromHand };
  return marks.map(({ origin, from, to }) => ({
    range: new Range(from, 1, to, 1),
    options: {
      isWholeLine: true,
      linesDecorationsClassName: looks[origin] ?? "",
      linesDecorationsTooltip: told[origin],
    },
  }));
}

/** What one side changed against the base, in the tone of that side. */
export function changeDecorations(
  side: "ours" | "theirs",
  marks: readonly LineMark[],
  lineCount: number,
): Decoration[] {
  const look = side === "ours" ? styles.fromOurs : styles.fromTheirs;
  return lineChangeDecorations(marks, lineCount).map((mark, at) =>
    marks[at]?.kind === "removed"
      ? mark
      : { ...mark, options: { ...mark.options, linesDecorationsClassName: look ?? "" } },
  );
}

/** Where the open conflicts stand in one side's own text. */
export function sideConflictDecorations(
  lines: readonly { from: number; to: number; meant: boolean }[],
  look: "ours" | "theirs",
): Decoration[] {
  return lines.flatMap((one) => [
    wholeLines(one, styles[look]),
    ...(one.meant ? [marginDecoration(one, styles.meant)] : []),
  ]);
}

function rangeDecoration(lines: LineRange | null, className: string | undefined): Decoration[] {
  return lines && lines.to >= lines.from ? [wholeLines(lines, className)] : [];
}

function wholeLines({ from, to }: { from: number; to: number }, className: string | undefined): Decoration {
  return { range: new Range(from, 1, to, 1), options: { isWholeLine: true, className: className ?? "" } };
}

/** A mark is no text of the prompt, is not coloured like one, and says what stands below it. */
function markDecorations(line: number, below: string): Decoration[] {
  const range = new Range(line, 1, line, MAX_MARK_COLUMN);
  const after = below === "" ? null : { content: ` ${below}:`, inlineClassName: styles.hint ?? "" };
  return [
    wholeLines({ from: line, to: line }, styles.mark),
    { range, options: { inlineClassName: styles.markText ?? null, after } },
  ];
}

function marginDecoration({ from, to }: { from: number; to: number }, className: string | undefined): Decoration {
  return { range: new Range(from, 1, to, 1), options: { isWholeLine: true, marginClassName: className ?? "" } };
}
