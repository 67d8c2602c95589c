import type { MergePlan } from "../../shared/contract/analyses.ts";
import {
  mergeFindingSchema,
  type MergeCheck,
  type MergeFinding,
  type MergedConversation,
  type MergePreview,
} from "../../shared/domain/merge.ts";
import { plural } from "../../shared/format/count.ts";
import { knownCost } from "../../shared/domain/usage.ts";
import { formatUsageCost } from "../../shared/format/usage.ts";
import { formatCost } from "../../shared/format/values.ts";
import type { ConflictsFound } from "./conflicts.ts";

interface FindingStyle {
  sign: string;
  /** After a number or alone. */
  word: string;
  /** Name of the tone's CSS variable. */
  tone: string;
}

/** Sign, word and tone together, as for outcomes. */
export const findingStyles: Record<MergeFinding, FindingStyle> = {
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
export function formatMergePlan(plan: MergePlan, limit: number | null): string {
  const most = limit === null ? plan.calls : Math.min(limit, plan.calls);
  const likely = Math.min(plan.likely, most);
  const parts = [plural(plan.conversations, "conversation")];
  if (plan.calls === 0) parts.push("no calls, all is known");
  else parts.push(`at most ${plural(most, "call")}${likely < most ? `, usually ${likely.toLocaleString("en")}` : ""}`);
  if (plan.calls > 0 && plan.cost === null) parts.push("price unknown");
  else if (plan.cost !== null && plan.cost > 0) parts.push(`about ${formatCost(plan.cost)}`);
  if (plan.unchecked > 0) parts.push(`${plan.unchecked.toLocaleString("en")} without a check`);
  return parts.join(" · ");
}

/** "12 of 24 conversations · 31 of at most 312 calls"; a limit may be lower than what it would take. */
export function formatMergeCheckProgress(
  { done, total, calls, callsAtMost }: MergeCheck,
  limit: number | null,
): string {
  const most = limit === null ? callsAtMost : Math.min(limit, callsAtMost);
  return `${done.toLocaleString("en")} of ${plural(total, "conversation")} · ${calls.toLocaleString("en")} of at most ${plural(most, "call")}`;
}

/** What it came to, the worst first: "2 unlike both parents · 1 lost a fix · 21 as both parents · 96 calls". */
export function formatMergeCheckResult({ counts, calls, cost, gaps, problem }: MergeCheck): string {
  const parts = mergeFindingSchema.options.flatMap((finding) => {
    const many = counts[finding] ?? 0;
    return many === 0 ? [] : [`${many.toLocaleString("en")} ${findingStyles[finding].word}`];
  });
  parts.push(plural(calls, "call"));
  if (knownCost({ cost, gaps }) > 0) parts.push(formatUsageCost({ cost, gaps }, formatCost));
  if (problem !== null) parts.push(problem);
  return parts.join(" · ");
}

/** Whether beginning it once more gets any further. */
export function canResumeMergeCheck({ running, problem, counts }: MergeCheck): boolean {
  return !running && (problem !== null || (counts.stopped ?? 0) > 0 || (counts.failed ?? 0) > 0);
}

/** "2 conflicts open", and what marks an edit left behind. */
export function formatOpenConflicts(conflicts: number, loose: readonly number[]): string {
  const [first] = loose;
  if (first !== undefined) return `Line ${first} holds a conflict mark that belongs to no other: take it out`;
  return conflicts === 0 ? "No conflict is open" : `${plural(conflicts, "conflict")} open`;
}

/** The list as it is drawn: a line per finding, and below it one per conversation. */
export type FindingRow =
  | { kind: "group"; finding: MergeFinding; count: number }
  | { kind: "row"; row: MergedConversation };

/** Groups in the order of what speaks against the merge; within one as they came. */
export function findingRows(conversations: readonly MergedConversation[]): FindingRow[] {
  const byFinding = new Map<MergeFinding, MergedConversation[]>();
  for (const one of conversations) {
    const here = byFinding.get(one.finding);
    if (here) here.push(one);
    else byFinding.set(one.finding, [one]);
  }
  return mergeFindingSchema.options.flatMap((finding): FindingRow[] => {
    const rows = byFinding.get(finding) ?? [];
    if (rows.length === 0) return [];
    return [{ kind: "group", finding, count: rows.length }, ...rows.map((row): FindingRow => ({ kind: "row", row }))];
  });
}

/** The one that is looked at: as selected, else the first of the list; null where it is empty. */
export function selectedFinding(rows: readonly FindingRow[], selectedId: string | null): MergedConversation | null {
  const all = rows.flatMap((row) => (row.kind === "row" ? [row.row] : []));
  return all.find(({ id }) => id === selectedId) ?? all[0] ?? null;
}

/** Whether the merge can be committed: at once, after a question, or not, and then why. */
export type CommitDecision =
  | { kind: "go" }
  | { kind: "ask"; title: string; text: string; action: string; danger: boolean }
  | { kind: "blocked"; reason: string };

interface CommitConditions {
  preview: Pick<MergePreview, "upToDate" | "draftEdited">;
  ours: string;
  open: ConflictsFound;
  /** Of this very text, settings included; null where no check was started. */
  check: MergeCheck | null;
  /** Whether the text is one of its parents, word for word: nothing has to be asked of it. */
  alike: boolean;
  canWrite: boolean;
}

const MAX_NAMED_CONVERSATIONS = 3;

export function decideCommit({ preview, ours, open, check, alike, canWrite }: CommitConditions): CommitDecision {
  if (!canWrite) return { kind: "blocked", reason: "The project can only be read." };
  if (preview.upToDate) return { kind: "blocked", reason: "There is nothing to merge." };
  if (open.conflicts.length + open.loose.length > 0) {
    return { kind: "blocked", reason: `${formatOpenConflicts(open.conflicts.length, open.loose)}.` };
  }
  if (preview.draftEdited) {
    return { kind: "blocked", reason: `The draft of ${ours} has edits. Commit them, or take them back, first.` };
  }
  if (alike) return { kind: "go" };
  if (check === null) {
    const text =
      "Nobody knows yet what it does to the conversations. Checking it first costs the calls that are named.";
    return { kind: "ask", title: "Commit without a check?", text, action: "Commit unchecked", danger: false };
  }
  if (check.surprises > 0) return { kind: "ask", ...askAboutSurprises(check) };
  if (check.running || canResumeMergeCheck(check)) {
    const text = `${check.done.toLocaleString("en")} of ${plural(check.total, "conversation")} were checked, without a surprise.`;
    return { kind: "ask", title: "Commit before the check is done?", text, action: "Commit as it is", danger: false };
  }
  return { kind: "go" };
}

function askAboutSurprises({ conversations, surprises }: MergeCheck) {
  const named = conversations.filter(({ surprise }) => surprise).slice(0, MAX_NAMED_CONVERSATIONS);
  const more = surprises - named.length;
  const names = `${named.map(({ id }) => id).join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
  return {
    title: `Commit with ${plural(surprises, "surprise")}?`,
    text: `${plural(surprises, "conversation")} ${surprises === 1 ? "does" : "do"} worse with the merge than its parents promise: ${names}.`,
    action: "Commit anyway",
    danger: true,
  };
}
