import { diffArrays } from "diff";
import { diffSequences, type SequenceBlock } from "../../../../shared/rules/diff-lines.ts";
import type { Item } from "./items.ts";

/** What stands in both texts, or what one text has where the other has something else. */
export type Block = { kind: "same"; before: Item; after: Item } | { kind: "changed"; before: Item[]; after: Item[] };

/**
 * Beyond this two lines have little in common, and what they share at both ends is all that is told. A number of edits,
 * not of milliseconds: the hunks of an edit must be the same on a busy machine.
 */
const MAX_EDITS = 600;

/** The difference between two lists of lines, which are the same where their texts are. */
export function diffByText(before: readonly Item[], after: readonly Item[]): Block[] {
  const textsOf = (items: readonly Item[]): string[] => items.map(({ text }) => text);
  return toBlocks(before, after, diffSequences(textsOf(before), textsOf(after)));
}

/** The difference between two short lists of items. `equal` says which two count as the same. */
export function diffItems(
  before: readonly Item[],
  after: readonly Item[],
  equal: (before: Item, after: Item) => boolean,
): Block[] {
  const changes = diffArrays([...before], [...after], { comparator: equal, maxEditLength: MAX_EDITS });
  if (!changes) return commonEnds(before, after, equal);
  const kindOf = ({ added, removed }: (typeof changes)[number]): SequenceBlock["kind"] =>
    added ? "added" : removed ? "removed" : "same";
  return toBlocks(
    before,
    after,
    changes.map((change) => ({ kind: kindOf(change), count: change.count })),
  );
}

function toBlocks(before: readonly Item[], after: readonly Item[], changes: readonly SequenceBlock[]): Block[] {
  const blocks: Block[] = [];
  let [b, a] = [0, 0];
  for (const { kind, count } of changes) {
    if (kind === "same") {
      for (let at = 0; at < count; at += 1) pushSame(blocks, before[b + at], after[a + at]);
    } else {
      const last = blocks.at(-1);
      const open = last?.kind === "changed" ? last : { kind: "changed" as const, before: [], after: [] };
      if (open !== last) blocks.push(open);
      if (kind === "removed") open.before.push(...before.slice(b, b + count));
      else open.after.push(...after.slice(a, a + count));
    }
    if (kind !== "added") b += count;
    if (kind !== "removed") a += count;
  }
  return blocks;
}

function commonEnds(
  before: readonly Item[],
  after: readonly Item[],
  equal: (before: Item, after: Item) => boolean,
): Block[] {
  const most = Math.min(before.length, after.length);
  const alike = (b: Item | undefined, a: Item | undefined): boolean =>
    b !== undefined && a !== undefined && equal(b, a);
  let head = 0;
  while (head < most && alike(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && alike(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const blocks: Block[] = [];
  for (let at = 0; at < head; at += 1) pushSame(blocks, before[at], after[at]);
  const [b, a] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  if (b.length + a.length > 0) blocks.push({ kind: "changed", before: b, after: a });
  for (let at = tail; at > 0; at -= 1) pushSame(blocks, before.at(-at), after.at(-at));
  return blocks;
}

function pushSame(blocks: Block[], before: Item | undefined, after: Item | undefined): void {
  if (before && after) blocks.push({ kind: "same", before, after });
}
