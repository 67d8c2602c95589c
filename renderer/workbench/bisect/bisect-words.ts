import type { Bisect, BisectCase, BisectStep } from "../../../shared/domain/bisect.ts";
import { plural } from "../../../shared/rules/plural.ts";

/** Rounded down: what is not certain never reads as 100%. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}

export function callsInWords(calls: number): string {
  return calls === 0 ? "known" : plural(calls, "call");
}

export function progressInWords({ calls, callsAtMost, cached, cases }: Bisect): string {
  const steps = cases.reduce((sum, one) => sum + one.steps.length, 0);
  const known = cached > 0 ? `, ${plural(cached, "reply", "replies")} known` : "";
  return `${plural(steps, "step")} · ${calls} of at most ${plural(callsAtMost, "call")}${known}`;
}

export function stepInWords({ version, outcome }: BisectStep): string {
  return `${version} ${outcome === "pass" ? "passes" : "fails"}`;
}

/** One conversation among several, in a word. */
export function caseInWords({ result, steps }: BisectCase): string {
  if (result?.culprit) return result.culprit.undone ? `without ${result.culprit.version}` : result.culprit.version;
  if (result) return "open";
  return steps.length > 0 ? "searching" : "waiting";
}

/** Whether starting the same search once more gets any further. */
export function canGoOn({ cases }: Bisect): boolean {
  return cases.some(({ result }) => result?.end === "budget" || result?.end === "failed" || result?.end === "stopped");
}
