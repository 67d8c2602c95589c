import { diffArrays } from "diff";

/** A run of lines, without their line ends, that both texts have, or only one of them. */
export interface LineBlock {
  kind: "same" | "removed" | "added";
  lines: readonly string[];
}

/** A run of entries that both sequences have, or only one of them. */
export interface SequenceBlock {
  kind: LineBlock["kind"];
  count: number;
}

/**
 * Up to this many edits the greedy search of the library is fast, and its choice among equally short differences is the
 * usual one. A limit of edits, not of time: the same two texts give the same difference on a busy machine.
 */
const MAX_GREEDY_EDITS = 400;

/**
 * The shortest difference between two texts, line by line: exact, however long and unlike they are. What went stands
 * before what came. A missing line end behind the last line is no difference; a change between `\n` and `\r\n` is one,
 * unless `ignoreLineEnds` says otherwise. Lines of "same" are the second text's.
 */
export function diffLines(before: string, after: string, { ignoreLineEnds = false } = {}): LineBlock[] {
  const [b, a] = [splitLines(before), splitLines(after)];
  const keysOf = (lines: readonly string[], text: string, other: string): readonly string[] => {
    if (ignoreLineEnds) return lines.map((line) => line.replace(/\r$/, ""));
    const last = lines.at(-1);
    // A last line without an end counts as ended like the rest of its text.
    if (last === undefined || text.endsWith("\n") || !endsLikeWindows(lines.length > 1 ? text : other)) return lines;
    return [...lines.slice(0, -1), `${last}\r`];
  };
  const lines = { same: a, removed: b, added: a };
  const at = { removed: 0, added: 0 };
  return diffSequences(keysOf(b, before, after), keysOf(a, after, before)).map(({ kind, count }) => {
    const start = kind === "removed" ? at.removed : at.added;
    if (kind !== "added") at.removed += count;
    if (kind !== "removed") at.added += count;
    return { kind, lines: lines[kind].slice(start, start + count) };
  });
}

/** How many lines came and how many went between two texts, by their shortest difference. */
export function countChangedLines(before: string, after: string): { added: number; removed: number } {
  const counts = { same: 0, added: 0, removed: 0 };
  for (const { kind, lines } of diffLines(before, after)) counts[kind] += lines.length;
  return { added: counts.added, removed: counts.removed };
}

/** The lines of a text without their `\n`; a line end behind the last line starts no further line. */
export function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The shortest difference between two sequences of strings: exact, and the same wherever it is computed. */
export function diffSequences(before: readonly string[], after: readonly string[]): SequenceBlock[] {
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const numbers = new Map<string, number>();
  const numbered = (entries: readonly string[]): number[] =>
    entries.slice(head, entries.length - tail).map((entry) => {
      const number = numbers.get(entry) ?? numbers.size;
      numbers.set(entry, number);
      return number;
    });
  const [b, a] = [numbered(before), numbered(after)];
  const blocks: SequenceBlock[] = [{ kind: "same", count: head }];
  blocks.push(...(greedyDiff(b, a) ?? blocksOf(b.length, a.length, longestCommonPairs(b, a))));
  blocks.push({ kind: "same", count: tail });
  return joined(blocks);
}

function greedyDiff(before: number[], after: number[]): SequenceBlock[] | null {
  const changes = diffArrays(before, after, { maxEditLength: MAX_GREEDY_EDITS });
  if (!changes) return null;
  return changes.map(({ added, removed, count }) => ({ kind: added ? "added" : removed ? "removed" : "same", count }));
}

/** Empty blocks left out, neighbours of one kind made one, and what went before what came. */
function joined(blocks: readonly SequenceBlock[]): SequenceBlock[] {
  const made: SequenceBlock[] = [];
  let [removed, added] = [0, 0];
  const flush = (): void => {
    if (removed > 0) made.push({ kind: "removed", count: removed });
    if (added > 0) made.push({ kind: "added", count: added });
    [removed, added] = [0, 0];
  };
  for (const { kind, count } of blocks) {
    if (count === 0) continue;
    if (kind === "removed") removed += count;
    else if (kind === "added") added += count;
    else {
      flush();
      const last = made.at(-1);
      if (last?.kind === "same") last.count += count;
      else made.push({ kind, count });
    }
  }
  flush();
  return made;
}

function blocksOf(before: number, after: number, pairs: readonly Pair[]): SequenceBlock[] {
  const blocks: SequenceBlock[] = [];
  let at = { before: 0, after: 0 };
  for (const pair of [...pairs, { before, after }]) {
    blocks.push({ kind: "removed", count: pair.before - at.before }, { kind: "added", count: pair.after - at.after });
    if (pair.before < before) blocks.push({ kind: "same", count: 1 });
    at = { before: pair.before + 1, after: pair.after + 1 };
  }
  return blocks;
}

/** The same entry at its places in both sequences. */
interface Pair {
  before: number;
  after: number;
}

/**
 * A longest common subsequence in linear space, by halving (D. S. Hirschberg, *A Linear Space Algorithm for Computing
 * Maximal Common Subsequences*, CACM 18(6), 1975), over the entries that stand in both sequences at all. Takes at most
 * some n·m/16 word operations: a quarter of a second for 20,000 lines in an order of their own on either side.
 */
function longestCommonPairs(before: readonly number[], after: readonly number[]): Pair[] {
  const inBefore = new Set(before);
  const inAfter = new Set(after);
  const b = before.flatMap((entry, at) => (inAfter.has(entry) ? [at] : []));
  const a = after.flatMap((entry, at) => (inBefore.has(entry) ? [at] : []));
  const x = Int32Array.from(b, (at) => before[at] ?? 0);
  const y = Int32Array.from(a, (at) => after[at] ?? 0);
  const pairs: Pair[] = [];
  const waiting: { from: [number, number]; to: [number, number] }[] = [{ from: [0, 0], to: [x.length, y.length] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [i, j] = next.from;
    const [end, stop] = next.to;
    if (i === end || j === stop) continue;
    if (end - i === 1) {
      const at = y.subarray(j, stop).indexOf(x[i] ?? 0);
      if (at !== -1) pairs.push({ before: b[i] ?? 0, after: a[j + at] ?? 0 });
      continue;
    }
    const middle = (i + end) >> 1;
    const heads = commonLengths(x.subarray(i, middle), y.subarray(j, stop));
    const tails = commonLengths(x.slice(middle, end).reverse(), y.slice(j, stop).reverse());
    let cut = 0;
    let most = -1;
    for (let at = 0; at <= stop - j; at += 1) {
      const length = (heads[at] ?? 0) + (tails[stop - j - at] ?? 0);
      if (length > most) [most, cut] = [length, at];
    }
    // The first half is taken next, so that the pairs come in order.
    waiting.push({ from: [middle, j + cut], to: [end, stop] }, { from: [i, j], to: [middle, j + cut] });
  }
  return pairs;
}

/**
 * For each n from 0: the length of the longest common subsequence of `x` and the first n entries of `y`. One bit for an
 * entry of `y`, 0 where the length grows, and a row of `x` taken with one addition over all of them (M. Crochemore et al.,
 * *A fast and practical bit-vector algorithm for the longest common subsequence problem*, IPL 80(6), 2001); words that
 * a row's entry is not in are only visited by a carry.
 */
function commonLengths(x: Int32Array, y: Int32Array): Int32Array {
  const places = new Map<number, number[]>();
  y.forEach((entry, at) => {
    const known = places.get(entry);
    if (known) known.push(at);
    else places.set(entry, [at]);
  });
  const words = new Uint32Array((y.length >> 5) + 1).fill(0xffffffff);
  for (const entry of x) {
    const found = places.get(entry);
    if (!found) continue;
    let next = 0;
    let carry = 0;
    let word = (found[0] ?? 0) >> 5;
    while (word < words.length) {
      let mask = 0;
      for (let at = found[next]; at !== undefined && at >> 5 === word; at = found[next]) {
        mask |= 1 << (at & 31);
        next += 1;
      }
      const value = words[word] ?? 0;
      const taken = (value & mask) >>> 0;
      const sum = value + taken + carry;
      words[word] = (sum >>> 0) | (value & ~mask);
      carry = sum > 0xffffffff ? 1 : 0;
      const following = found[next];
      if (carry === 1) word += 1;
      else if (following === undefined) break;
      else word = following >> 5;
    }
  }
  const lengths = new Int32Array(y.length + 1);
  for (let at = 0; at < y.length; at += 1) {
    const grows = (((words[at >> 5] ?? 0) >>> (at & 31)) & 1) === 0;
    lengths[at + 1] = (lengths[at] ?? 0) + (grows ? 1 : 0);
  }
  return lengths;
}

function commonHead(before: readonly string[], after: readonly string[]): number {
  const most = Math.min(before.length, after.length);
  let count = 0;
  while (count < most && before[count] === after[count]) count += 1;
  return count;
}

function commonTail(before: readonly string[], after: readonly string[], head: number): number {
  const most = Math.min(before.length, after.length) - head;
  let count = 0;
  while (count < most && before.at(-1 - count) === after.at(-1 - count)) count += 1;
  return count;
}

function endsLikeWindows(text: string): boolean {
  return /\r\n/.test(text);
}
