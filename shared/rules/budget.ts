import type { Budget, Run, RunProgress } from "../domain/run.ts";

/** What a run has taken so far of what a budget limits. `cost` is null when a price was unknown. */
export interface Spent {
  /** Requests that were sent, those that were tried again or given up included. */
  calls: number;
  tokens: number;
  cost: number | null;
  wallMs: number;
}

export function spentOf(progress: RunProgress): Spent {
  const judged = progress.judged ?? { calls: 0, tokens: { input: 0, output: 0 }, cost: 0 };
  return {
    calls: progress.calls + progress.retries + progress.errors + judged.calls,
    tokens: progress.tokens.input + progress.tokens.output + judged.tokens.input + judged.tokens.output,
    cost: progress.cost === null || judged.cost === null ? null : progress.cost + judged.cost,
    wallMs: progress.wallMs,
  };
}

/** The same limits once more, on top of what is spent: what a run gets that its budget stopped. */
export function furtherBudget(budget: Budget | null, progress: RunProgress): Budget | null {
  if (budget === null) return null;
  const spent = spentOf(progress);
  return {
    calls: budget.calls === null ? null : spent.calls + budget.calls,
    tokens: budget.tokens === null ? null : spent.tokens + budget.tokens,
    cost: budget.cost === null ? null : (spent.cost ?? 0) + budget.cost,
    wallMs: budget.wallMs === null ? null : spent.wallMs + budget.wallMs,
  };
}

/** How a person goes on with a run: one that its budget stopped gets as much again. */
export function goOn({ id, budget, progress }: Pick<Run, "id" | "budget" | "progress">): {
  runId: string;
  budget?: Budget | null;
} {
  return progress.stopReason === "budget" ? { runId: id, budget: furtherBudget(budget, progress) } : { runId: id };
}
