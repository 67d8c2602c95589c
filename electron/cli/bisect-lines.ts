import type { Bisect, BisectCase } from "../../shared/domain/bisect.ts";
import { counted } from "../../shared/rules/plural.ts";

/** A search for a terminal: each step with its calls and certainty, then what was found. */
export function bisectLines(bisect: Bisect): string[] {
  const several = bisect.cases.length > 1;
  return bisect.cases.flatMap((one) => {
    const lines = one.steps.map((_, at) => stepLine(one, at));
    const said = one.result?.reason ?? "";
    return [...(several ? [`${one.conversationId}:`] : []), ...lines, `${said} ${counted(one.calls, "call")}.`.trim()];
  });
}

/** One step, also while the search goes on. */
export function stepLine({ steps }: BisectCase, at: number): string {
  const step = steps[at];
  if (!step) return "";
  const sign = step.outcome === "pass" ? "○ passes" : "✗ fails ";
  const cost = step.calls === 0 ? "known" : counted(step.calls, "call");
  const guess = step.likely === null ? "" : `  ${step.likely} ${percent(step.certainty)}`;
  return `${String(at + 1).padStart(3)}. ${step.version.padEnd(6)} ${sign}  ${cost.padEnd(8)}${guess}`.trimEnd();
}

/** `{culprit, certainty, steps, calls}` and what else there is to know of one conversation. */
export function caseJson(bisect: Bisect, one: BisectCase): Record<string, unknown> {
  const { result } = one;
  return {
    conversation: one.conversationId,
    culprit: result?.culprit ?? null,
    certainty: result?.certainty ?? 0,
    steps: one.steps,
    calls: one.calls,
    end: result?.end ?? null,
    reason: result?.reason ?? null,
    likely: result?.likely ?? null,
    versions: bisect.path.map(({ version }, at) => ({ version, ...one.stops[at] })),
    note: bisect.note,
  };
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}
