import { mergeFindingSchema, type MergeCheck, type MergedConversation } from "../../../../shared/domain/merge.ts";

const order = new Map(mergeFindingSchema.options.map((finding, at) => [finding, at]));

export function noCounts(): MergeCheck["counts"] {
  return {
    unlikeBoth: 0,
    lostFix: 0,
    carriedBreak: 0,
    asWorse: 0,
    failed: 0,
    undecided: 0,
    flaky: 0,
    betterThanBoth: 0,
    asBetter: 0,
    asParents: 0,
    stopped: 0,
  };
}

/** Adds an answer to the state of a check; what nobody needs to look at is only counted. */
export function addTo(state: MergeCheck, told: MergedConversation): void {
  const { finding, surprise } = told;
  state.counts[finding] += 1;
  if (surprise) state.surprises += 1;
  if (finding === "stopped") return;
  state.done += 1;
  if (finding !== "asParents") state.conversations.push(told);
}

/** Worst first, of each finding as they came. */
export function inOrder(conversations: readonly MergedConversation[]): MergedConversation[] {
  return conversations.toSorted((a, b) => (order.get(a.finding) ?? 0) - (order.get(b.finding) ?? 0));
}
