import type { MergeRelation } from "../../../../shared/domain/merge.ts";
import { ancestorsOf, type Descent } from "../../../../shared/rules/ancestors.ts";

/**
 * How two heads stand to each other, and the version to merge from: the newest that both come from. A version's number
 * is higher than its ancestors', so none of the others comes from this one: it is one of the nearest, also where two
 * branches were merged crosswise and there are several.
 */
export function relationOf(
  history: readonly Descent[],
  ours: number | null,
  theirs: number | null,
): { relation: MergeRelation; base: number | null } {
  if (theirs === null) return { relation: "upToDate", base: null };
  if (ours === null) return { relation: "fastForward", base: null };
  const mine = ancestorsOf(history, ours);
  const other = ancestorsOf(history, theirs);
  if (mine.has(theirs)) return { relation: "upToDate", base: theirs };
  if (other.has(ours)) return { relation: "fastForward", base: ours };
  const common = [...mine].filter((number) => other.has(number));
  if (common.length === 0) return { relation: "unrelated", base: null };
  return { relation: "apart", base: common.reduce((newest, number) => Math.max(newest, number)) };
}
