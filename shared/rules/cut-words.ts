import type { ComparisonRow, Cut } from "../domain/comparison.ts";
import { plural } from "./plural.ts";

/** Which replies of a run were cut off, and by what; null where none was. */
export function cutInWords({ limit, filter }: Cut): string | null {
  const parts = [
    limit > 0 ? `${plural(limit, "reply", "replies")} cut off at the limit of output tokens` : null,
    filter > 0 ? `${plural(filter, "reply", "replies")} cut off by the provider's filter` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

/** The same for the candidate's replies in all conversations. */
export function candidateCutInWords(rows: readonly ComparisonRow[]): string | null {
  const cuts = rows.flatMap(({ cut }) => cut?.candidate ?? []);
  const sum = (by: keyof Cut): number => cuts.reduce((all, cut) => all + cut[by], 0);
  return cutInWords({ limit: sum("limit"), filter: sum("filter") });
}

/** The same for both sides of a conversation; null where no reply of either was cut off. */
export function cutSidesInWords(cut: { baseline: Cut; candidate: Cut } | undefined): string | null {
  if (!cut) return null;
  const [before, after] = [cutInWords(cut.baseline), cutInWords(cut.candidate)];
  if (before === null) return after;
  return after === null ? `baseline: ${before}` : `${after}; baseline: ${before}`;
}
