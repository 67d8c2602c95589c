import type { ReplayPlan } from "../../shared/contract/runs.ts";

/** What a replay would take, in one line. */
export function planLine(plan: ReplayPlan): string {
  const { conversations, replies, cachedAtLeast, calls, tokens, cost } = plan;
  const judge = plan.judged === undefined ? "" : ` The judge has up to ${plan.judged} checks to decide beside that.`;
  if (plan.auto) {
    const { expected, most } = plan.auto;
    const price = expected.cost === null ? "price unknown" : `about $${expected.cost.toFixed(4)}`;
    const likely = `${expected.calls} calls, ${expected.tokens.input + expected.tokens.output} tokens and ${price}`;
    return `${conversations} conversations: between ${calls} and ${most.calls} calls, ${cachedAtLeast} cached; about ${likely} if each passes as often as before. Tokens and cost are estimates.${judge}`;
  }
  const total = tokens.input + tokens.output;
  const price = cost === null ? "price unknown" : `about $${cost.toFixed(4)}`;
  return `${conversations} conversations, ${replies} replies: ${calls} calls, about ${total} tokens (${tokens.input} in, ${tokens.output} out), ${price}, ${cachedAtLeast} cached. Tokens and cost are estimates.${judge}`;
}

/** Which conversations go first, and why, a line for each reason. */
export function firstLines(first: readonly { conversations: readonly string[]; why: string }[]): string[] {
  return first.map(({ conversations, why }) => `First: ${conversations.join(", ")}: ${why}.`);
}
