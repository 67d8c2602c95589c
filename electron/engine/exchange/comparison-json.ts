import type { Comparison, ConversationComparison, PairedVerdict } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { isRedacted } from "../../../shared/rules/reply-warnings.ts";

/**
 * The comparison as `compare --json` prints it. Turn indexes count user turns from 0; replies are those of
 * the first sample, null where a side has none or the reply is fixed.
 */
export function comparisonJson(comparison: Comparison, details: readonly ConversationComparison[]) {
  const turnsById = new Map(details.map((one) => [one.row.id, one.turns]));
  return {
    baseline: comparison.baseline && runJson(comparison.baseline, mostSamples(comparison, "baseline")),
    candidate: runJson(comparison.candidate, mostSamples(comparison, "candidate")),
    staleChecks: comparison.staleChecks ?? 0,
    ...marksJson(comparison.marks),
    counts: comparison.counts,
    changed: comparison.changed,
    noiseFloor: comparison.noiseFloor,
    passRate: comparison.passRate,
    conversations: comparison.rows.map((row) => ({
      id: row.id,
      title: row.title,
      outcome: row.outcome,
      confirmed: row.confirmed ?? true,
      changed: row.changed,
      firstDivergentTurn: row.firstDivergentTurn,
      baseline: row.baseline,
      candidate: row.candidate,
      ...(row.cut && { cut: row.cut }),
      turns: (turnsById.get(row.id) ?? []).map((turn) => ({
        index: turn.index,
        baseline: turn.baseline?.text ?? null,
        candidate: turn.candidate?.text ?? null,
        ...redactedJson(turn),
        ...thinkingJson(turn),
        verdicts: turn.verdicts.map(({ check, baseline, candidate }) => ({
          check,
          baseline: verdictJson(baseline),
          candidate: verdictJson(candidate),
        })),
      })),
    })),
  };
}

/** Which sides are kept otherwise than they came, for a key stood in them; nothing where none is. */
function redactedJson({ baseline, candidate }: ConversationComparison["turns"][number]) {
  const sides = { baseline: isRedacted(baseline?.warnings ?? []), candidate: isRedacted(candidate?.warnings ?? []) };
  return sides.baseline || sides.candidate ? { redacted: sides } : {};
}

/** The models' thinking, which is no part of the replies; nothing where neither side has any. */
function thinkingJson({ baseline, candidate }: ConversationComparison["turns"][number]) {
  const sides = { baseline: baseline?.reasoning ?? null, candidate: candidate?.reasoning ?? null };
  return sides.baseline !== null || sides.candidate !== null ? { thinking: sides } : {};
}

/** How many replies of both runs are marked, all samples counted; nothing where none is. */
function marksJson(marks: Comparison["marks"]) {
  const any = marks && Object.values(marks).some(({ redacted, endUnsaid }) => redacted + endUnsaid > 0);
  return any ? { marks } : {};
}

function verdictJson(verdict: PairedVerdict["baseline"]) {
  return verdict && { status: verdict.status, reason: verdict.reason };
}

function mostSamples({ rows }: Comparison, side: "baseline" | "candidate"): number {
  return rows.reduce((most, row) => Math.max(most, row[side].samples), 0);
}

/** With auto-samples, `samples` is the most that a conversation has. */
function runJson(run: Run, most: number) {
  return {
    run: run.id,
    version: run.versionNumber ?? "draft",
    sha256: run.textSha256,
    model: `${run.model.provider}/${run.model.model}`,
    samples: run.sampling === null ? run.samples : most,
    ...(run.sampling !== null && { sampling: "auto" }),
    time: run.createdAt,
  };
}
