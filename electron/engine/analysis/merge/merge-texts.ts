import { diff3MergeRegions, diffIndices } from "node-diff3";
import type { MergePiece } from "../../../../shared/domain/merge.ts";

export interface TextMerge {
  pieces: MergePiece[];
  conflicts: number;
  /** Null while there are conflicts. */
  text: string | null;
}

/** A piece as lines. */
type MergeStretch =
  | { kind: "same" | "ours" | "theirs" | "both"; lines: readonly string[] }
  | { kind: "conflict"; base: readonly string[]; ours: readonly string[]; theirs: readonly string[] };

/**
 * Merges two texts that came from `base`, line by line. Changes of both sides that touch each other, and are not the
 * same, are conflicts. How lines end, and whether the last one does, are merged by themselves: a side that changed all
 * line ends is in conflict with no other change. Without a base every difference is a conflict.
 */
export function mergeTexts(base: string | null, ours: string, theirs: string): TextMerge {
  const a = splitComparableLines(ours);
  const b = splitComparableLines(theirs);
  const o = base === null ? null : splitComparableLines(base);
  const stretches = joinNeighbours(o ? threeWay(o, a, b) : twoWay(a, b));
  const end = o && a.end === o.end ? b.end : a.end;
  const ended = o && a.ended === o.ended ? b.ended : a.ended;
  const pieces = toMergePieces(stretches, end, ended);
  const conflicts = pieces.filter(({ kind }) => kind === "conflict").length;
  const text = pieces.map((piece) => (piece.kind === "conflict" ? "" : piece.text)).join("");
  return { pieces, conflicts, text: conflicts === 0 ? text : null };
}

function threeWay(o: TextLines, a: TextLines, b: TextLines): MergeStretch[] {
  return splitAtAnchors<MergeStretch>(
    { o: o.lines, a: a.lines, b: b.lines },
    (lines) => [{ kind: "same", lines }],
    (stretch) => (pairsIn(stretch) > MAX_EQUAL_PAIRS ? mergeAsOneChange(stretch) : mergeByRegions(stretch)),
  );
}

/** The regions of diff3: Khanna, Kunal and Pierce, *A Formal Investigation of Diff3*, FSTTCS 2007. */
function mergeByRegions({ o, a, b }: LineTriple): MergeStretch[] {
  return diff3MergeRegions([...a], [...o], [...b]).flatMap((region): MergeStretch[] => {
    if (!region.stable) return toConflict(region.oContent, region.aContent, region.bContent);
    const kind = ({ a: "ours", b: "theirs", o: "same" } as const)[region.buffer];
    return [{ kind, lines: region.bufferContent }];
  });
}

/** Pairs of equal lines from which on a longest common sequence takes too long. */
const MAX_EQUAL_PAIRS = 100_000;

function pairsIn({ o, a, b }: LineTriple): number {
  const counts = new Map<string, number>();
  for (const line of o) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...a, ...b].reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
}

/** Hundreds of equal lines and no other between them: the stretch is one change. */
function mergeAsOneChange({ o, a, b }: LineTriple): MergeStretch[] {
  if (isEqual(a, b)) return [{ kind: "both", lines: a }];
  if (isEqual(a, o)) return [{ kind: "theirs", lines: b }];
  if (isEqual(b, o)) return [{ kind: "ours", lines: a }];
  return toConflict(o, a, b);
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}

/** What both have alike, and all else as conflicts. */
function twoWay({ lines: a }: TextLines, { lines: b }: TextLines): MergeStretch[] {
  return splitAtAnchors<MergeStretch>(
    { o: a, a, b },
    (lines) => [{ kind: "both", lines }],
    (stretch) =>
      pairsIn(stretch) > MAX_EQUAL_PAIRS ? toConflict([], stretch.a, stretch.b) : mergeByDifferences(stretch),
  );
}

function mergeByDifferences({ a, b }: LineTriple): MergeStretch[] {
  const stretches: MergeStretch[] = [];
  let at = 0;
  for (const { buffer1, buffer1Content, buffer2Content } of diffIndices([...a], [...b])) {
    stretches.push({ kind: "both", lines: a.slice(at, buffer1[0]) });
    stretches.push({ kind: "conflict", base: [], ours: buffer1Content, theirs: buffer2Content });
    at = buffer1[0] + buffer1[1];
  }
  return [...stretches, { kind: "both", lines: a.slice(at) }];
}

/** Two changes of the same place: what they begin and end with alike is no conflict. */
function toConflict(base: readonly string[], ours: readonly string[], theirs: readonly string[]): MergeStretch[] {
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
function joinNeighbours(stretches: readonly MergeStretch[]): MergeStretch[] {
  const all: MergeStretch[] = [];
  for (const one of stretches) {
    const last = all.at(-1);
    if (one.kind === "conflict") all.push(one);
    else if (one.lines.length === 0) continue;
    else if (last?.kind === one.kind) all[all.length - 1] = { kind: one.kind, lines: [...last.lines, ...one.lines] };
    else all.push(one);
  }
  return all;
}

function toMergePieces(stretches: readonly MergeStretch[], end: LineEnd, ended: boolean): MergePiece[] {
  const last = stretches.findLastIndex((one) => one.kind === "conflict" || one.lines.length > 0);
  return stretches.map((one, at): MergePiece => {
    const write = (lines: readonly string[]): string => {
      const text = joinComparableLines(lines, end);
      return at === last && !ended ? withoutLastLineEnd(text) : text;
    };
    if (one.kind !== "conflict") return { kind: one.kind, text: write(one.lines) };
    return { kind: "conflict", base: write(one.base), ours: write(one.ours), theirs: write(one.theirs) };
  });
}

/** The same stretch of a base and of what two sides made of it, as lines. */
interface LineTriple {
  o: readonly string[];
  a: readonly string[];
  b: readonly string[];
}

/**
 * Cuts three texts at lines that each of them has once, in the same order (patience diff, Cohen 2003), and again between
 * these, with what is once there. What lines they share at both ends is cut off first. `same` gives back a line of all
 * three, `apart` what stands between two of them; both in the order of the texts.
 */
function splitAtAnchors<T>(
  whole: LineTriple,
  same: (lines: readonly string[]) => T[],
  apart: (stretch: LineTriple) => T[],
): T[] {
  const { o, a, b } = whole;
  const shortest = Math.min(o.length, a.length, b.length);
  let head = 0;
  while (head < shortest && o[head] === a[head] && o[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && o.at(-1 - tail) === a.at(-1 - tail) && o.at(-1 - tail) === b.at(-1 - tail))
    tail += 1;
  const inner = (lines: readonly string[]): readonly string[] => lines.slice(head, lines.length - tail);
  const middle = { o: inner(o), a: inner(a), b: inner(b) };
  const anchors = anchorsOf(middle);
  const cut = (): T[] => {
    let from = { o: 0, a: 0, b: 0 };
    const parts: T[] = [];
    for (const at of [...anchors, { o: middle.o.length, a: middle.a.length, b: middle.b.length }]) {
      const between = {
        o: middle.o.slice(from.o, at.o),
        a: middle.a.slice(from.a, at.a),
        b: middle.b.slice(from.b, at.b),
      };
      parts.push(...splitAtAnchors(between, same, apart), ...same(middle.o.slice(at.o, at.o + 1)));
      from = { o: at.o + 1, a: at.a + 1, b: at.b + 1 };
    }
    return parts;
  };
  const isNothing = middle.o.length + middle.a.length + middle.b.length === 0;
  const parts = anchors.length > 0 ? cut() : isNothing ? [] : apart(middle);
  return [...same(o.slice(0, head)), ...parts, ...same(tail === 0 ? [] : o.slice(-tail))];
}

interface Anchor {
  o: number;
  a: number;
  b: number;
}

function anchorsOf({ o, a, b }: LineTriple): Anchor[] {
  const [inA, inB] = [uniqueLineIndexes(a), uniqueLineIndexes(b)];
  const common = [...uniqueLineIndexes(o)].flatMap(([line, at]): Anchor[] => {
    const [first, second] = [inA.get(line), inB.get(line)];
    return first === undefined || second === undefined ? [] : [{ o: at, a: first, b: second }];
  });
  // In order on each side by itself, so that it makes no difference which of them is which.
  const kept = [common.map((one) => one.a), common.map((one) => one.b)].map(
    (places) => new Set(longestRisingRun(places)),
  );
  return common.filter((_, at) => kept.every((places) => places.has(at)));
}

/** Lines that are there once, with their places, in their order. */
function uniqueLineIndexes(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  lines.forEach((line, at) => {
    if (places.has(line)) twice.add(line);
    else places.set(line, at);
  });
  for (const line of twice) places.delete(line);
  return places;
}

/** The indices of a longest run of rising numbers, others left out between them. */
function longestRisingRun(numbers: readonly number[]): number[] {
  /** Of each length, where the run of that length ends that ends lowest. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  numbers.forEach((number, at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if ((numbers[ends[half] ?? 0] ?? 0) < number) low = half + 1;
      else high = half;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  });
  const run: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) run.push(at);
  return run.reverse();
}

/** How the lines of a text end, for the most part. */
type LineEnd = "\n" | "\r\n";

/**
 * A text as lines that can be held against those of another text whatever their line ends are: a line that ends as most
 * of its text do says so, so that a change of all line ends changes no line.
 */
interface TextLines {
  /** Each with a sign before it for how it ends: see `lineEndSigns`. */
  lines: string[];
  end: LineEnd;
  /** Whether the last line ends at all. True of an empty text. */
  ended: boolean;
}

/** "=" ends as most lines do. */
const lineEndSigns = { "\n": "n", "\r\n": "r" } as const;

/** Every text comes back from `joinComparableLines` byte for byte. */
export function splitComparableLines(text: string): TextLines {
  const parts = text.split("\n");
  const ended = parts.at(-1) === "";
  if (ended) parts.pop();
  // The last line without an end has none to count.
  const closed = ended ? parts : parts.slice(0, -1);
  const crlf = closed.filter((line) => line.endsWith("\r")).length;
  const end: LineEnd = crlf * 2 > closed.length ? "\r\n" : "\n";
  const lines = parts.map((line, at) => {
    if (at === closed.length) return `=${line}`;
    const own: LineEnd = line.endsWith("\r") ? "\r\n" : "\n";
    const content = own === "\r\n" ? line.slice(0, -1) : line;
    return `${own === end ? "=" : lineEndSigns[own]}${content}`;
  });
  return { lines, end, ended };
}

/** The text of lines, the last one with its end as well. */
export function joinComparableLines(lines: readonly string[], end: LineEnd): string {
  return lines.map((line) => line.slice(1) + lineEndOf(line, end)).join("");
}

/** A text without the end of its last line. */
export function withoutLastLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function lineEndOf(line: string, usual: LineEnd): LineEnd {
  if (line.startsWith(lineEndSigns["\n"])) return "\n";
  return line.startsWith(lineEndSigns["\r\n"]) ? "\r\n" : usual;
}
