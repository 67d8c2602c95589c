import type { Line } from "./blocks.ts";
import type { Piece } from "./rules.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** A full stop behind these ends no sentence. */
const SHORT = /(?:^|[\s("'])(?:e\.g|i\.e|cf|vs|etc|approx|incl|no|dr|mr|mrs|ms|prof|st)\.\s*$/i;
const ENDS = /[.!?:;…]["')\]*_”’]*\s*$/;
/** A line this long was broken because it was long, and goes on in the next one. */
const LONG = 60;

/** The sentences of a paragraph, each as the parts of lines that it takes, white space behind it included. */
export function sentencesOf(lines: readonly Line[], paragraph: readonly number[]): Piece[][] {
  return thoughtsOf(lines, paragraph).flatMap((own) => split(lines, own));
}

/** Short lines without a full stop stand for themselves: "Tone: friendly", and below it "Length: short". */
function thoughtsOf(lines: readonly Line[], paragraph: readonly number[]): number[][] {
  const thoughts: number[][] = [];
  let own: number[] = [];
  for (const at of paragraph) {
    const before = lines[own.at(-1) ?? -1]?.text;
    const here = lines[at]?.text ?? "";
    const apart = before !== undefined && !ENDS.test(before) && before.length < LONG && /^\s*[\p{Lu}\p{N}]/u.test(here);
    if (apart) {
      thoughts.push(own);
      own = [];
    }
    own.push(at);
  }
  return [...thoughts, own];
}

function split(lines: readonly Line[], own: readonly number[]): Piece[][] {
  const starts: { line: number; from: number }[] = [];
  let joined = "";
  for (const line of own) {
    starts.push({ line, from: joined.length });
    joined += `${lines[line]?.text ?? ""} `;
  }
  const parts: string[] = [];
  for (const { segment } of segmenter.segment(joined)) {
    const last = parts.at(-1);
    const goesOn = last !== undefined && (SHORT.test(last) || !/[\p{L}\p{N}]/u.test(segment));
    if (goesOn) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  let from = 0;
  return parts.map((part) => {
    const to = from + part.length;
    const pieces = starts.flatMap(({ line, from: start }) => {
      const length = lines[line]?.text.length ?? 0;
      const piece = { line, from: Math.max(0, from - start), to: Math.min(length, to - start) };
      return piece.to > piece.from ? [piece] : [];
    });
    from = to;
    return pieces;
  });
}
