import { diff3MergeRegions, diffIndices } from "node-diff3";
import type { MergePiece } from "../../../../shared/domain/merge.ts";
import { cutAtAnchors, type Stretch3 } from "./anchors.ts";
import { joinLines, splitLines, withoutLastEnd, type LineEnd, type TextLines } from "./lines.ts";

export interface TextMerge {
  pieces: MergePiece[];
  conflicts: number;
  /** Null while there are conflicts. */
  text: string | null;
}

/** A piece as lines. */
type Stretch =
  | { kind: "same" | "ours" | "theirs" | "both"; lines: readonly string[] }
  | { kind: "conflict"; base: readonly string[]; ours: readonly string[]; theirs: readonly string[] };

/**
 * Merges two texts that came from `base`, line by line. Changes of both sides that touch each other, and are not the
 * same, are conflicts. How lines end, and whether the last one does, are merged by themselves: a side that changed all
 * line ends is in conflict with no other change. Without a base every difference is a conflict.
 */
export function mergeTexts(base: string | null, ours: string, theirs: string): TextMerge {
  const a = splitLines(ours);
  const b = splitLines(theirs);
  const o = base === null ? null : splitLines(base);
  const stretches = joined(o ? threeWay(o, a, b) : twoWay(a, b));
  const end = o && a.end === o.end ? b.end : a.end;
  const ended = o && a.ended === o.ended ? b.ended : a.ended;
  const pieces = written(stretches, end, ended);
  const conflicts = pieces.filter(({ kind }) => kind === "conflict").length;
  const text = pieces.map((piece) => (piece.kind === "conflict" ? "" : piece.text)).join("");
  return { pieces, conflicts, text: conflicts === 0 ? text : null };
}

function threeWay(o: TextLines, a: TextLines, b: TextLines): Stretch[] {
  return cutAtAnchors<Stretch>(
    { o: o.lines, a: a.lines, b: b.lines },
    (lines) => [{ kind: "same", lines }],
    (stretch) => (pairsIn(stretch) > MOST_PAIRS ? atOnce(stretch) : byRegions(stretch)),
  );
}

/** The regions of diff3: Khanna, Kunal and Pierce, *A Formal Investigation of Diff3*, FSTTCS 2007. */
function byRegions({ o, a, b }: Stretch3): Stretch[] {
  return diff3MergeRegions([...a], [...o], [...b]).flatMap((region): Stretch[] => {
    if (!region.stable) return settled(region.oContent, region.aContent, region.bContent);
    const kind = ({ a: "ours", b: "theirs", o: "same" } as const)[region.buffer];
    return [{ kind, lines: region.bufferContent }];
  });
}

/** Pairs of equal lines from which on a longest common sequence takes longer than anybody waits. */
const MOST_PAIRS = 100_000;

function pairsIn({ o, a, b }: Stretch3): number {
  const counts = new Map<string, number>();
  for (const line of o) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...a, ...b].reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
}

/** Hundreds of equal lines and no other between them: the stretch is one change. */
function atOnce({ o, a, b }: Stretch3): Stretch[] {
  if (isEqual(a, b)) return [{ kind: "both", lines: a }];
  if (isEqual(a, o)) return [{ kind: "theirs", lines: b }];
  if (isEqual(b, o)) return [{ kind: "ours", lines: a }];
  return settled(o, a, b);
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}

/** What both have alike, and all else as conflicts. */
function twoWay({ lines: a }: TextLines, { lines: b }: TextLines): Stretch[] {
  return cutAtAnchors<Stretch>(
    { o: a, a, b },
    (lines) => [{ kind: "both", lines }],
    (stretch) => (pairsIn(stretch) > MOST_PAIRS ? settled([], stretch.a, stretch.b) : byDifferences(stretch)),
  );
}

function byDifferences({ a, b }: Stretch3): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { buffer1, buffer1Content, buffer2Content } of diffIndices([...a], [...b])) {
    stretches.push({ kind: "both", lines: a.slice(at, buffer1[0]) });
    stretches.push({ kind: "conflict", base: [], ours: buffer1Content, theirs: buffer2Content });
    at = buffer1[0] + buffer1[1];
  }
  return [...stretches, { kind: "both", lines: a.slice(at) }];
}

/** Two changes of the same place: what they begin and end with alike is no conflict. */
function settled(base: readonly string[], ours: readonly string[], theirs: readonly string[]): Stretch[] {
  const shorter = Math.min(ours.length, theirs.length);
  let head = 0;
  while (head < shorter && ours[head] === theirs[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && ours.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1;
  const middle = (lines: readonly string[]): readonly string[] => lines.slice(head, lines.length - tail);
  const [mine, other] = [middle(ours), middle(theirs)];
  if (mine.length === 0 && other.length === 0) return [{ kind: "both", lines: ours }];
  return [
    { kind: "both", lines: ours.slice(0, head) },
    { kind: "conflict", base, ours: mine, theirs: other },
    { kind: "both", lines: ours.slice(ours.length - tail) },
  ];
}

/** Neighbours of one kind are one, and what is nothing is left out. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const one of stretches) {
    const last = all.at(-1);
    if (one.kind === "conflict") all.push(one);
    else if (one.lines.length === 0) continue;
    else if (last?.kind === one.kind) all[all.length - 1] = { kind: one.kind, lines: [...last.lines, ...one.lines] };
    else all.push(one);
  }
  return all;
}

function written(stretches: readonly Stretch[], end: LineEnd, ended: boolean): MergePiece[] {
  const last = stretches.findLastIndex((one) => one.kind === "conflict" || one.lines.length > 0);
  return stretches.map((one, at): MergePiece => {
    const write = (lines: readonly string[]): string => {
      const text = joinLines(lines, end);
      return at === last && !ended ? withoutLastEnd(text) : text;
    };
    if (one.kind !== "conflict") return { kind: one.kind, text: write(one.lines) };
    return { kind: "conflict", base: write(one.base), ours: write(one.ours), theirs: write(one.theirs) };
  });
}
