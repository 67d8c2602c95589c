import { z } from "zod";

/**
 * What the sums of tokens and cost of some calls leave out. Absent where they leave out nothing, and in records of
 * builds that did not say.
 */
export const usageGapsSchema = z.object({
  /** Answered calls for which the provider gave no count of the tokens that went in, and that came out. */
  input: z.number().int(),
  output: z.number().int(),
  /** Answered calls of unknown cost: without a price, or without a count. */
  unpriced: z.number().int(),
  /** Requests that failed, those that were tried again included. */
  failed: z.number().int(),
  /** Of these, those that the provider may have worked on, and may charge for. */
  charged: z.number().int(),
  /** US dollars of the calls whose cost is known, where the cost of all is not. */
  knownCost: z.number(),
});
type UsageGaps = z.infer<typeof usageGapsSchema>;

/** What calls took. Cost in US dollars, null where that of any answered call is unknown. */
export interface Usage {
  tokens: { input: number; output: number };
  cost: number | null;
  gaps?: UsageGaps | undefined;
}

/** What one answered call took; null is unknown. */
export interface CallUsage {
  inputTokens: number | null;
  outputTokens: number | null;
  cost: number | null;
}

const noGaps = (): UsageGaps => ({ input: 0, output: 0, unpriced: 0, failed: 0, charged: 0, knownCost: 0 });

/** Adds an answered call. What is unknown of it is counted as a gap, never as nothing. */
export function addCall(usage: Usage, { inputTokens, outputTokens, cost }: CallUsage): void {
  if (inputTokens === null) (usage.gaps ??= noGaps()).input += 1;
  else usage.tokens.input += inputTokens;
  if (outputTokens === null) (usage.gaps ??= noGaps()).output += 1;
  else usage.tokens.output += outputTokens;
  if (cost !== null && usage.cost !== null) {
    usage.cost += cost;
    return;
  }
  const gaps = (usage.gaps ??= noGaps());
  if (usage.cost !== null) gaps.knownCost = usage.cost;
  usage.cost = null;
  if (cost === null) gaps.unpriced += 1;
  else gaps.knownCost += cost;
}

/** Adds a request that failed. `mayBeCharged`: the provider may have worked on it. */
export function addFailedCall(usage: Pick<Usage, "gaps">, mayBeCharged: boolean): void {
  const gaps = (usage.gaps ??= noGaps());
  gaps.failed += 1;
  if (mayBeCharged) gaps.charged += 1;
}

/** Both together; nothing is added for a missing side. */
export function sumUsage(one: Usage, other: Usage | null | undefined): Usage {
  if (!other) return one;
  const tokens = { input: one.tokens.input + other.tokens.input, output: one.tokens.output + other.tokens.output };
  const cost = one.cost === null || other.cost === null ? null : one.cost + other.cost;
  if (!one.gaps && !other.gaps) return { tokens, cost };
  const [a, b] = [one.gaps ?? noGaps(), other.gaps ?? noGaps()];
  return {
    tokens,
    cost,
    gaps: {
      input: a.input + b.input,
      output: a.output + b.output,
      unpriced: a.unpriced + b.unpriced,
      failed: a.failed + b.failed,
      charged: a.charged + b.charged,
      knownCost: knownCost(one) + knownCost(other),
    },
  };
}

/** US dollars that calls took at least. */
export function knownCost({ cost, gaps }: Pick<Usage, "cost" | "gaps">): number {
  return cost ?? gaps?.knownCost ?? 0;
}

/** A sum, and whether it is all of it. `none`: nothing of it is known, and 0 would be a false word. */
export interface KnownSum {
  sum: number;
  is: "all" | "atLeast" | "none";
}

function knownSum(sum: number, gaps: number): KnownSum {
  return { sum, is: gaps === 0 ? "all" : sum > 0 ? "atLeast" : "none" };
}

/** How much of the tokens and the cost is known. Failed calls that may be charged for have used tokens as well. */
export function knownUsage(usage: Usage): { input: KnownSum; output: KnownSum; cost: KnownSum } {
  const { tokens, gaps } = usage;
  const charged = gaps?.charged ?? 0;
  return {
    input: knownSum(tokens.input, (gaps?.input ?? 0) + charged),
    output: knownSum(tokens.output, (gaps?.output ?? 0) + charged),
    cost: knownCostOf(usage),
  };
}

export function knownCostOf(usage: Pick<Usage, "cost" | "gaps">): KnownSum {
  return knownSum(knownCost(usage), (usage.cost === null ? 1 : 0) + (usage.gaps?.charged ?? 0));
}

/**
 * What calls took, for programs: a count is null where any answered call has none, a cost where a price is unknown. Where nothing
 * is known of what failed calls took, a sum of 0 is null as well. `atLeast` has what is known, only where that is not all.
 */
export function usageJson(usage: Usage): {
  tokens: { input: number | null; output: number | null };
  cost: number | null;
  atLeast?: { tokens: { input: number; output: number }; cost: number };
} {
  const { input, output, cost } = knownUsage(usage);
  const { tokens, gaps } = usage;
  // That a price alone is unknown is what the cost of null says.
  const isWhole = input.is === "all" && output.is === "all" && cost.is !== "atLeast";
  return {
    tokens: {
      input: input.is === "none" || (gaps?.input ?? 0) > 0 ? null : tokens.input,
      output: output.is === "none" || (gaps?.output ?? 0) > 0 ? null : tokens.output,
    },
    cost: cost.is === "none" ? null : usage.cost,
    ...(!isWhole && { atLeast: { tokens: { ...tokens }, cost: cost.sum } }),
  };
}

/** The same where nobody counts tokens. */
export function costJson(usage: Pick<Usage, "cost" | "gaps">): { cost: number | null; atLeast?: { cost: number } } {
  const { sum, is } = knownCostOf(usage);
  return { cost: is === "none" ? null : usage.cost, ...(is === "atLeast" && { atLeast: { cost: sum } }) };
}

/** Requests that failed, those that were tried again included. */
export function failedCalls({ gaps }: Pick<Usage, "gaps">): number {
  return gaps?.failed ?? 0;
}
