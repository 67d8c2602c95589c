import type { MergePlan } from "../../shared/contract/merge.ts";
import { mergeFindingSchema, type MergeCheck, type MergeFinding } from "../../shared/domain/merge.ts";
import { plural } from "../../shared/rules/plural.ts";
import { costInWords, knownCost } from "../../shared/rules/usage.ts";
import { money } from "../workbench/words.ts";

interface FindingLook {
  sign: string;
  /** After a number or alone. */
  word: string;
  /** Name of the tone's CSS variable. */
  tone: string;
}

/** Sign, word and tone together, as for outcomes. */
export const findingLooks: Record<MergeFinding, FindingLook> = {
  unlikeBoth: { sign: "▼", word: "unlike both parents", tone: "--broke" },
  lostFix: { sign: "▼", word: "lost a fix", tone: "--broke" },
  carriedBreak: { sign: "✗", word: "carried a break over", tone: "--failing" },
  asWorse: { sign: "✗", word: "as the worse parent", tone: "--failing" },
  failed: { sign: "!", word: "could not be told", tone: "--warn" },
  undecided: { sign: "?", word: "undecided", tone: "--undecided" },
  flaky: { sign: "≈", word: "flaky", tone: "--flaky" },
  betterThanBoth: { sign: "▲", word: "better than both", tone: "--fixed" },
  asBetter: { sign: "▲", word: "as the better parent", tone: "--fixed" },
  asParents: { sign: "○", word: "as both parents", tone: "--same" },
  stopped: { sign: "·", word: "not told yet", tone: "--text-3" },
};

/** "24 conversations · at most 312 calls, usually 72 · about $0.40". */
export function planInWords(plan: MergePlan, limit: number | null): string {
  const most = limit === null ? plan.calls : Math.min(limit, plan.calls);
  const likely = Math.min(plan.likely, most);
  const parts = [plural(plan.conversations, "conversation")];
  if (plan.calls === 0) parts.push("no calls, all is known");
  else parts.push(`at most ${plural(most, "call")}${likely < most ? `, usually ${likely.toLocaleString("en")}` : ""}`);
  if (plan.calls > 0 && plan.cost === null) parts.push("price unknown");
  else if (plan.cost !== null && plan.cost > 0) parts.push(`about ${money(plan.cost)}`);
  if (plan.unchecked > 0) parts.push(`${plan.unchecked.toLocaleString("en")} without a check`);
  return parts.join(" · ");
}

/** "12 of 24 conversations · 31 of at most 312 calls"; a limit may be lower than what it would take. */
export function progressInWords({ done, total, calls, callsAtMost }: MergeCheck, limit: number | null): string {
  const most = limit === null ? callsAtMost : Math.min(limit, callsAtMost);
  return `${done.toLocaleString("en")} of ${plural(total, "conversation")} · ${calls.toLocaleString("en")} of at most ${plural(most, "call")}`;
}

/** What it came to, the worst first: "2 unlike both parents · 1 lost a fix · 21 as both parents · 96 calls". */
export function doneInWords({ counts, calls, cost, gaps, problem }: MergeCheck): string {
  const parts = mergeFindingSchema.options.flatMap((finding) => {
    const many = counts[finding] ?? 0;
    return many === 0 ? [] : [`${many.toLocaleString("en")} ${findingLooks[finding].word}`];
  });
  parts.push(plural(calls, "call"));
  if (knownCost({ cost, gaps }) > 0) parts.push(costInWords({ cost, gaps }, money));
  if (problem !== null) parts.push(problem);
  return parts.join(" · ");
}

/** Whether beginning it once more gets any further. */
export function canGoOn({ running, problem, counts }: MergeCheck): boolean {
  return !running && (problem !== null || (counts.stopped ?? 0) > 0 || (counts.failed ?? 0) > 0);
}

/** "2 conflicts open", and what marks an edit left behind. */
export function openInWords(conflicts: number, loose: readonly number[]): string {
  const [first] = loose;
  if (first !== undefined) return `Line ${first} holds a conflict mark that belongs to no other: take it out`;
  return conflicts === 0 ? "No conflict is open" : `${plural(conflicts, "conflict")} open`;
}
