import type { ReplayPlan } from "../../../shared/contract/runs.ts";
import { money, plural, shortCount } from "../words.ts";

/** What a replay would take, of all its runs: "64 calls · about 31k tokens · about $0.02 · 12 cached". */
export function planInWords(plans: readonly ReplayPlan[]): string {
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
