import type { Comparison, ConversationComparison } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";

/**
 * The comparison as `compare --json` prints it. Turn indexes count user turns from 0; replies are those of
 * the first sample, null where a side has none or the reply is fixed.
 */
export function comparisonJson(comparison: Comparison, details: readonly ConversationComparison[]) {
  const turnsById = new Map(details.map((one) => [one.row.id, one.turns]));
  return {
    baseline: comparison.baseline && runJson(comparison.baseline),
    candidate: runJson(comparison.candidate),
    counts: comparison.counts,
    changed: comparison.changed,
    noiseFloor: comparison.noiseFloor,
    passRate: comparison.passRate,
    conversations: comparison.rows.map((row) => ({
      id: row.id,
      title: row.title,
      outcome: row.outcome,
      changed: row.changed,
      firstDivergentTurn: row.firstDivergentTurn,
      baseline: row.baseline,
      candidate: row.candidate,
      turns: (turnsById.get(row.id) ?? []).map((turn) => ({
        index: turn.index,
        baseline: turn.baseline?.text ?? null,
        candidate: turn.candidate?.text ?? null,
        verdicts: turn.verdicts,
      })),
    })),
  };
}

function runJson(run: Run) {
  return {
    run: run.id,
    version: run.versionNumber ?? "draft",
    sha256: run.textSha256,
    model: `${run.model.provider}/${run.model.model}`,
    samples: run.samples,
    time: run.createdAt,
  };
}
