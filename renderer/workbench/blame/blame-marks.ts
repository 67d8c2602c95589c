import { formatCertainty } from "../../../shared/format/values.ts";
import type { BlameHunk, BlamedConversation, BlameState } from "../../../shared/domain/analysis.ts";
import { plural } from "../../../shared/format/count.ts";

/** What one hunk of an edit did, for the margin next to it. */
export interface HunkMark {
  hunk: BlameHunk;
  broke: readonly BlamedConversation[];
  fixed: readonly BlamedConversation[];
  /** Whether the selected conversation is among them. */
  selected: boolean;
}

/** Hunks that changed something, in the order of their lines. */
export function hunkMarks({ hunks, conversations }: BlameState, selectedId: string | null): HunkMark[] {
  const byHunk = new Map<number, BlamedConversation[]>();
  for (const one of conversations) {
    for (const { id } of one.hunks) {
      const here = byHunk.get(id);
      if (here) here.push(one);
      else byHunk.set(id, [one]);
    }
  }
  return hunks.flatMap((hunk): HunkMark[] => {
    const here = byHunk.get(hunk.id);
    if (!here) return [];
    const broke = here.filter(({ outcome }) => outcome === "broke");
    const fixed = here.filter(({ outcome }) => outcome === "fixed");
    return [{ hunk, broke, fixed, selected: here.some(({ id }) => id === selectedId) }];
  });
}

/** Lines of the candidate at which a mark stands. */
export function markedLines({ hunk }: HunkMark): { from: number; to: number } {
  const { side, from, to, anchor } = hunk;
  return side === "candidate" && from > 0 && hunk.kind !== "ends" ? { from, to } : { from: anchor, to: anchor };
}

/** The mark at a line; of several, the one of the selected conversation. */
export function hunkMarkAt(marks: readonly HunkMark[], line: number | null): HunkMark | null {
  if (line === null) return null;
  const here = marks.filter((mark) => markedLines(mark).from <= line && line <= markedLines(mark).to);
  return here.find(({ selected }) => selected) ?? here[0] ?? null;
}

const MAX_NAMED_CONVERSATIONS = 4;

/** "line 12: broke leaving-early (at least 97% certain), zero-hours, and 2 more; fixed will-i-win". */
export function formatHunkMark({ hunk, broke, fixed }: HunkMark): string {
  const parts = [
    broke.length > 0 ? `broke ${formatBlamedNames(broke, hunk.id)}` : "",
    fixed.length > 0 ? `fixed ${formatBlamedNames(fixed, hunk.id)}` : "",
  ].filter((part) => part !== "");
  return `${formatHunkPlace(hunk)}: ${parts.join("; ")}`;
}

function formatHunkPlace({ from, to, side, kind }: BlameHunk): string {
  if (kind === "settings") return "The model's settings";
  if (kind === "ends") return "The line ends";
  const lines = from === to ? `Line ${from}` : `Lines ${from} to ${to}`;
  return side === "baseline" ? `${lines} of the baseline, removed` : lines;
}

function formatBlamedNames(conversations: readonly BlamedConversation[], hunkId: number): string {
  const named = conversations
    .slice(0, MAX_NAMED_CONVERSATIONS)
    .map((one) => `${one.id}${formatHunkCertainty(one, hunkId)}`);
  const more = conversations.length - named.length;
  return more > 0 ? `${named.join(", ")}, and ${more} more` : named.join(", ");
}

/** Whether it does so alone, and how sure that is. */
function formatHunkCertainty({ hunks, certainty }: BlamedConversation, hunkId: number): string {
  const own = hunks.find(({ id }) => id === hunkId);
  const others = hunks.filter(({ id, set }) => id !== hunkId && set === own?.set).length;
  const notes = [
    certainty === null || certainty === 1 ? "" : `${formatCertainty(certainty)} certain`,
    others > 0 ? `only with ${plural(others, "other change")}` : "",
  ].filter((note) => note !== "");
  return notes.length > 0 ? ` (${notes.join(", ")})` : "";
}

/** What is known of the selected conversation; null where it was not asked about. */
export function formatBlamedConversation({ conversations }: BlameState, selectedId: string | null): string | null {
  const one = conversations.find(({ id }) => id === selectedId);
  if (!one) return null;
  if (one.answer !== "found") return `${one.id}: ${one.detail}`;
  const [first] = one.hunks;
  const part = first?.part ? ` (it is “${first.part}”)` : "";
  return `${one.id}: ${one.hunks.map(formatHunkPlace).join(" and ").toLowerCase()}${part}. ${one.detail}`;
}
