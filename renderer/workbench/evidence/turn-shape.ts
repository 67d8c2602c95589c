import type { DiffSegment, TurnComparison } from "../../../shared/domain/comparison.ts";
import { saysOf, statusOf } from "../../../shared/rules/standing.ts";

/** How one turn is drawn. `alone`: only one side has a reply. */
type TurnShape = "fixed" | "same" | "differs" | "alone" | "empty";

export function turnShape(turn: TurnComparison): TurnShape {
  if (turn.fixed !== null) return "fixed";
  if (turn.baseline && turn.candidate) return turn.baseline.text === turn.candidate.text ? "same" : "differs";
  return turn.baseline || turn.candidate ? "alone" : "empty";
}

export function turnFails(turn: TurnComparison): boolean {
  const verdicts = turn.verdicts.flatMap(({ check, candidate }) => (candidate ? [{ check, ...candidate }] : []));
  return (
    turn.baselineError !== null ||
    turn.candidateError !== null ||
    statusOf(verdicts, turn.candidate ? saysOf(turn.candidate) : null) !== "passed"
  );
}

/** Turns worth stopping at when jumping through a conversation: they differ, fail or have no reply to show. */
export function stops(turns: readonly TurnComparison[]): number[] {
  return turns
    .filter((turn) => {
      const shape = turnShape(turn);
      return shape === "differs" || shape === "empty" || turnFails(turn);
    })
    .map((turn) => turn.index);
}

/** The stop after (or before) `current`; wraps round at the ends. Null when there is none at all. */
export function nextStop(all: readonly number[], current: number | null, step: 1 | -1): number | null {
  if (all.length === 0) return null;
  if (current === null) return (step === 1 ? all[0] : all.at(-1)) ?? null;
  const beyond = step === 1 ? all.find((stop) => stop > current) : all.findLast((stop) => stop < current);
  return beyond ?? (step === 1 ? all[0] : all.at(-1)) ?? null;
}

/** The baseline's text is what stayed and what went; the candidate's is what stayed and what came. */
export function segmentsOf(segments: readonly DiffSegment[], side: "baseline" | "candidate"): DiffSegment[] {
  const other = side === "baseline" ? "added" : "removed";
  return segments.filter((segment) => segment.kind !== other);
}
