import { formatRate } from "../../../shared/format/values.ts";
import type { ReplayPlan } from "../../../shared/contract/runs.ts";
import { plural } from "../../../shared/format/count.ts";
import { formatCost, formatCount, formatDuration } from "../../../shared/format/values.ts";
import type { RunProgress } from "../../../shared/domain/run.ts";
import { formatWaiting } from "../../../shared/format/notices.ts";
import { failedCalls, type KnownSum, knownCost, knownUsage } from "../../../shared/domain/usage.ts";
import { formatUsageCost } from "../../../shared/format/usage.ts";

/**
 * What a replay would take, of all its runs: "64 calls · about 31k tokens · about $0.02 · 12 cached"; with auto-samples
 * "between 96 and 2,300 calls, about 140 · …".
 */
export function formatReplayPlan(plans: readonly ReplayPlan[]): string {
  const judged = plans.reduce((sum, plan) => sum + (plan.judged ?? 0), 0);
  const words = plans.some((plan) => plan.auto) ? formatAutoPlan(plans) : formatFixedPlan(plans);
  const first = new Set(plans.flatMap((plan) => plan.first ?? []).flatMap(({ conversations }) => conversations)).size;
  const led = first === 0 ? words : `${words} · first ${plural(first, "conversation")} of changed rules`;
  return judged === 0 ? led : `${led} · up to ${plural(judged, "check")} for the judge`;
}

function formatFixedPlan(plans: readonly ReplayPlan[]): string {
  const calls = plans.reduce((sum, plan) => sum + plan.calls, 0);
  const cached = plans.reduce((sum, plan) => sum + plan.cachedAtLeast, 0);
  const tokens = plans.reduce((sum, { tokens: { input, output } }) => sum + input + output, 0);
  const cost = plans.reduce<number | null>(
    (sum, plan) => (sum === null || plan.cost === null ? null : sum + plan.cost),
    0,
  );
  if (calls === 0) return `no calls · all ${plural(cached, "reply", "replies")} cached`;
  const parts = [plural(calls, "call"), `about ${formatCount(tokens)} tokens`];
  if (cost === null) parts.push("price unknown");
  else if (cost > 0) parts.push(`about ${formatCost(cost)}`);
  if (cached > 0) parts.push(`${formatCount(cached)} cached`);
  return parts.join(" · ");
}

function formatAutoPlan(plans: readonly ReplayPlan[]): string {
  const sum = (of: (plan: ReplayPlan) => number): number => plans.reduce((total, plan) => total + of(plan), 0);
  const likely = plans.map((plan) => plan.auto?.expected ?? plan);
  const least = sum((plan) => plan.calls);
  const most = sum((plan) => plan.auto?.cap ?? plan.calls);
  const calls = likely.reduce((total, one) => total + one.calls, 0);
  const tokens = likely.reduce((total, { tokens: { input, output } }) => total + input + output, 0);
  const cached = sum((plan) => plan.cachedAtLeast);
  const cost = likely.reduce<number | null>(
    (total, one) => (total === null || one.cost === null ? null : total + one.cost),
    0,
  );
  const parts = [
    `between ${least.toLocaleString("en")} and ${plural(most, "call")}, about ${calls.toLocaleString("en")}`,
    `about ${formatCount(tokens)} tokens`,
  ];
  if (cost === null) parts.push("price unknown");
  else if (cost > 0) parts.push(`about ${formatCost(cost)}`);
  if (cached > 0) parts.push(`${formatCount(cached)} cached`);
  return parts.join(" · ");
}

/** One fact of a run's progress. `say` is the whole of it for a screen reader and the tooltip. */
interface ProgressPart {
  key: "waiting" | "rate" | "left" | "tokens" | "cost" | "cached" | "judged" | "retries" | "errors";
  text: string;
  say: string;
  tone: "plain" | "warn";
}

/**
 * How far a replay is: by replies, and with auto-samples by conversations that are decided, because nobody can know how many
 * replies it will take.
 */
export function progressCounts(progress: RunProgress): { done: number; all: number; text: string } {
  const { recorded, replies, repliesAtMost, conversations } = progress;
  if (repliesAtMost === null) return { done: recorded, all: replies, text: `${recorded} of ${replies} replies` };
  const decided = progress.conversationsDone - progress.undecided;
  const open = progress.undecided === 0 ? "" : `, ${progress.undecided} undecided at the limit`;
  const text = `${decided} of ${plural(conversations, "conversation")} decided${open}; ${plural(recorded, "reply", "replies")}, up to ${repliesAtMost.toLocaleString("en")}`;
  return { done: progress.conversationsDone, all: conversations, text };
}

/** What is worth saying while a run goes on and after; facts that say nothing are left out. */
export function progressParts(progress: RunProgress): ProgressPart[] {
  const parts: ProgressPart[] = [];
  const add = (key: ProgressPart["key"], text: string, say: string, tone: ProgressPart["tone"] = "plain"): void => {
    parts.push({ key, text, say, tone });
  };
  const running = progress.status === "running";
  const waits = running ? formatWaiting(progress.waiting, Date.now()) : null;
  if (waits !== null) add("waiting", waits, waits, "warn");
  if (running && progress.rate !== null) {
    const rate = formatRate(progress.rate);
    add("rate", `${rate}/s`, `${rate} replies per second`);
  }
  if (running && progress.etaMs !== null)
    add(
      "left",
      `${formatDuration(progress.etaMs)} left`,
      `${progress.repliesAtMost === null ? "about" : "at least"} ${formatDuration(progress.etaMs)} left`,
    );
  if (!running) add("left", formatDuration(progress.wallMs), `took ${formatDuration(progress.wallMs)}`);
  const tokens = tokenWords(progress);
  if (tokens !== null) add("tokens", tokens.text, tokens.say);
  const asked = progress.calls + failedCalls(progress) > 0;
  const cost = formatUsageCost(progress, formatCost);
  // Of a model without a price nobody expects one.
  if (asked && (progress.cost !== null || knownCost(progress) > 0))
    add("cost", cost, `cost ${cost.replace("cost ", "")}`);
  if (progress.cached > 0)
    add(
      "cached",
      `${formatCount(progress.cached)} cached`,
      `${plural(progress.cached, "reply", "replies")} from the cache`,
    );
  const { judged } = progress;
  if (judged && judged.calls > 0) {
    const judgedCost = knownCost(judged) === 0 ? "" : `, ${formatUsageCost(judged, formatCost)}`;
    add(
      "judged",
      `judge ${formatCount(judged.calls)}${judgedCost}`,
      `${plural(judged.calls, "call")} to the judge, ${formatUsageCost(judged, formatCost)}`,
    );
  }
  if (progress.retries > 0) {
    add(
      "retries",
      plural(progress.retries, "retry", "retries"),
      `${plural(progress.retries, "call")} tried again`,
      "warn",
    );
  }
  if (progress.errors > 0) {
    const why = progress.lastError === null ? "" : `: ${progress.lastError}`;
    add(
      "errors",
      plural(progress.errors, "error"),
      `${plural(progress.errors, "reply", "replies")} failed${why}`,
      "warn",
    );
  }
  return parts;
}

/** Tokens in and out together; null where there is nothing to say. */
function tokenWords(progress: RunProgress): { text: string; say: string } | null {
  const { input, output } = knownUsage(progress);
  const sum = input.sum + output.sum;
  const isWhole = input.is === "all" && output.is === "all";
  if (sum === 0)
    return isWhole ? null : { text: "tokens unknown", say: "the provider does not say how many tokens it took" };
  const side = ({ sum: tokens, is }: KnownSum): string =>
    is === "none" ? "unknown" : `${is === "all" ? "" : "at least "}${plural(tokens, "token")}`;
  return { text: `${isWhole ? "" : "≥ "}${formatCount(sum)} tokens`, say: `${side(input)} in, ${side(output)} out` };
}

/** How a run ended, where it did not end well; null when there is nothing to say. */
export function formatRunEnd(progress: RunProgress): string | null {
  const auto = progress.repliesAtMost !== null;
  const left = auto
    ? plural(progress.conversations - progress.conversationsDone, "conversation")
    : plural(progress.replies - progress.recorded, "reply", "replies");
  switch (progress.status) {
    case "running":
    case "complete":
      return null;
    case "cancelled":
      return `Stopped with ${left} to go. What was recorded is kept.`;
    case "interrupted":
      return `The replay was cut off with ${left} to go. What was recorded is kept.`;
    case "incomplete":
      if (progress.stopReason !== null) {
        return `${progress.lastError ?? "Stopped."} ${left} to go; what was recorded is kept.`;
      }
      return `${auto ? `${left} could not be sampled to the end` : `${left} failed`}. ${progress.lastError ?? "Try again."}`;
    default:
      return null;
  }
}
