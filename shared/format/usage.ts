import { failedCalls, knownCostOf, type KnownSum, knownUsage, type Usage } from "../domain/usage.ts";
import { pluralPlain } from "./count.ts";
import { formatExactCost } from "./values.ts";

/** Tokens in and out: "20 + 5 tokens", "at least 20 + 5 tokens", "20 + unknown tokens", "tokens unknown". */
export function formatUsageTokens(usage: Usage): string {
  const { input, output } = knownUsage(usage);
  if (input.is === "none" && output.is === "none") return "tokens unknown";
  if (input.is === "atLeast" && output.is === "atLeast") return `at least ${input.sum} + ${output.sum} tokens`;
  return `${formatKnownTokens(input)} + ${formatKnownTokens(output)} tokens`;
}

function formatKnownTokens({ sum, is }: KnownSum): string {
  return is === "none" ? "unknown" : is === "atLeast" ? `at least ${sum}` : String(sum);
}

/** Requests that were made: "6 calls", "8 calls, 2 of them failed". `calls` are those that were answered. */
export function formatUsageCalls(usage: Pick<Usage, "gaps"> & { calls: number }): string {
  const failed = failedCalls(usage);
  const all = pluralPlain(usage.calls + failed, "call");
  if (failed === 0) return all;
  return usage.calls === 0
    ? `${all}, ${failed === 1 ? "which failed" : "all of them failed"}`
    : `${all}, ${failed} of them failed`;
}

/** US dollars: "$0.0123", "at least $0.0123", "cost unknown". */
export function formatUsageCost(usage: Pick<Usage, "cost" | "gaps">, money = formatExactCost): string {
  const { sum, is } = knownCostOf(usage);
  return is === "none" ? "cost unknown" : is === "atLeast" ? `at least ${money(sum)}` : money(sum);
}
