import { gutterMarks } from "../workbench/prompt/gutter-marks.ts";
import type { LineMark } from "../workbench/prompt/line-changes.ts";
import { Range, type editor } from "../workbench/prompt/monaco.ts";
import type { OriginMark } from "./align-lines.ts";
import type { Conflict, ConflictsFound, Lines } from "./conflicts.ts";
import type { SideNames } from "./conflict-text.ts";
import styles from "./editors.module.css";

/** A column that no name of a branch reaches; the editor cuts it to the line. */
const LONGEST_MARK = 1_000;

type Decoration = editor.IModelDeltaDecoration;

/** What is open in the result: its marks, each side between them, and the one that keys are about. */
export function conflictMarks(
  { conflicts, loose }: ConflictsFound,
  meant: number | null,
  names: SideNames,
): Decoration[] {
  return [
    ...conflicts.flatMap((conflict, at) => oneConflict(conflict, at === meant, names)),
    ...loose.map((line) => whole({ from: line, to: line }, styles.loose)),
  ];
}

function oneConflict(conflict: Conflict, meant: boolean, names: SideNames): Decoration[] {
  const { from, to, ours, base, theirs } = conflict;
  return [
    ...markAt(from, "has"),
    ...(base ? markAt(base.from - 1, "had") : []),
    ...markAt(theirs.from - 1, `${names.theirs} has`),
    ...markAt(to, ""),
    ...stretch(ours, styles.ours),
    ...stretch(base, styles.base),
    ...stretch(theirs, styles.theirs),
    ...(meant ? [margin(conflict, styles.meant)] : []),
  ];
}

/** Which side each line of the result comes from, beside its number. */
export function originDecorations(marks: readonly OriginMark[], names: SideNames): Decoration[] {
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
export function changedBy(side: "ours" | "theirs", marks: readonly LineMark[], lineCount: number): Decoration[] {
  const look = side === "ours" ? styles.fromOurs : styles.fromTheirs;
  return gutterMarks(marks, lineCount).map((mark, at) =>
    marks[at]?.kind === "removed"
      ? mark
      : { ...mark, options: { ...mark.options, linesDecorationsClassName: look ?? "" } },
  );
}

/** Where the open conflicts stand in one side's own text. */
export function sideMarks(
  lines: readonly { from: number; to: number; meant: boolean }[],
  look: "ours" | "theirs",
): Decoration[] {
  return lines.flatMap((one) => [whole(one, styles[look]), ...(one.meant ? [margin(one, styles.meant)] : [])]);
}

function stretch(lines: Lines | null, className: string | undefined): Decoration[] {
  return lines && lines.to >= lines.from ? [whole(lines, className)] : [];
}

function whole({ from, to }: { from: number; to: number }, className: string | undefined): Decoration {
  return { range: new Range(from, 1, to, 1), options: { isWholeLine: true, className: className ?? "" } };
}

/** A mark is no text of the prompt, is not coloured like one, and says what stands below it. */
function markAt(line: number, below: string): Decoration[] {
  const range = new Range(line, 1, line, LONGEST_MARK);
  const after = below === "" ? null : { content: ` ${below}:`, inlineClassName: styles.hint ?? "" };
  return [
    whole({ from: line, to: line }, styles.mark),
    { range, options: { inlineClassName: styles.markText ?? null, after } },
  ];
}

function margin({ from, to }: { from: number; to: number }, className: string | undefined): Decoration {
  return { range: new Range(from, 1, to, 1), options: { isWholeLine: true, marginClassName: className ?? "" } };
}
