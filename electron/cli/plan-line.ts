import type { ReplayPlan } from "../../shared/contract/runs.ts";

/** What a replay would take, in one line. */
export function planLine(plan: ReplayPlan): string {
  const { conversations, replies, cachedAtLeast, calls, tokens, cost } = plan;
  const total = tokens.input + tokens.output;
  const price = cost === null ? "price unknown" : `about $${cost.toFixed(4)}`;
  return `${conversations} conversations, ${replies} replies: ${calls} calls, about ${total} tokens (${tokens.input} in, ${tokens.output} out), ${price}, ${cachedAtLeast} cached. Tokens and cost are estimates.`;
}
