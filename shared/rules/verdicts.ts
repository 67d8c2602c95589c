import type { Verdict } from "../domain/check.ts";

/** Whether a verdict keeps its reply from passing: it does not pass, and its check has a weight. */
export function keepsFromPassing({ status, counts }: Pick<Verdict, "status" | "counts">): boolean {
  return status !== "pass" && counts !== false;
}
