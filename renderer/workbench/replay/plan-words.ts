import type { ReplayPlan } from "../../../shared/contract/runs.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { money, shortCount } from "../words.ts";

/**
 * What a replay would take, of all its runs: "64 calls · about 31k tokens · about $0.02 · 12 cached"; with auto-samples
 * "between 96 and 2,300 calls, about 140 · …".
 */
export function planInWords(plans: readonly ReplayPlan[]): string {
  const judged = plans.reduce((sum, plan) => sum + (plan.judged ?? 0), 0);
  const words = plans.some((plan) => plan.auto) ? autoPlanInWords(plans) : fixedPlanInWords(plans);
  const first = new Set(plans.flatMap((plan) => plan.first ?? []).flatMap(({ conversations }) => conversations)).size;
  const led = first === 0 ? words : `${words} · first ${plural(first, "conversation")} of changed rules`;
  return judged === 0 ? led : `${led} · up to ${plural(judged, "check")} for the judge`;
}

function fixedPlanInWords(plans: readonly ReplayPlan[]): string {
  const calls = plans.reduce((sum, plan) => sum + plan.calls, 0);
  const cached = plans.reduce((sum, plan) => sum + plan.cachedAtLeast, 0);
  const tokens = plans.reduce((sum, { tokens: { input, output } }) => sum + input + output, 0);
  const cost = plans.reduce<number | null>(
    (sum, plan) => (sum === null || plan.cost === null ? null : sum + plan.cost),
    0,
  );
  if (calls === 0) return `no calls · all ${plural(cached, "reply", "replies")} cached`;
  const parts = [plural(calls, "call"), `about ${shortCount(tokens)} tokens`];
  if (cost === null) parts.push("price unknown");
  else if (cost > 0) parts.push(`about ${money(cost)}`);
  if (cached > 0) parts.push(`${shortCount(cached)} cached`);
  return parts.join(" · ");
}

function autoPlanInWords(plans: readonly ReplayPlan[]): string {
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
    `about ${shortCount(tokens)} tokens`,
  ];
  if (cost === null) parts.push("price unknown");
  else if (cost > 0) parts.push(`about ${money(cost)}`);
  if (cached > 0) parts.push(`${shortCount(cached)} cached`);
  return parts.join(" · ");
}
