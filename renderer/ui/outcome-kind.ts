import { assertNever } from "../../shared/assert-never.ts";
import type { ComparisonRow, Outcome } from "../../shared/domain/comparison.ts";

/** What is drawn: an outcome, with passing told apart by whether a reply differs, and what has no outcome yet. */
export type OutcomeKind = Exclude<Outcome, "stillPassing"> | "changed" | "same" | "error" | "pending";

export interface OutcomeLook {
  sign: string;
  word: string;
  /** Name of the tone's CSS variable. */
  tone: string;
}

export function outcomeKind({ outcome, changed }: Pick<ComparisonRow, "outcome" | "changed">): OutcomeKind {
  if (outcome === null) return "pending";
  if (outcome === "stillPassing") return changed ? "changed" : "same";
  return outcome;
}

/** Sign, word and tone together, the same everywhere: never colour alone. */
export function outcomeLook(kind: OutcomeKind): OutcomeLook {
  switch (kind) {
    case "broke":
      return { sign: "▼", word: "broke", tone: "--broke" };
    case "fixed":
      return { sign: "▲", word: "fixed", tone: "--fixed" };
    case "changed":
      return { sign: "◆", word: "changed", tone: "--changed" };
    case "stillFailing":
      return { sign: "✗", word: "still failing", tone: "--failing" };
    case "same":
      return { sign: "○", word: "same", tone: "--same" };
    case "flaky":
      return { sign: "≈", word: "flaky", tone: "--flaky" };
    case "undecided":
      return { sign: "?", word: "undecided", tone: "--undecided" };
    case "error":
      return { sign: "!", word: "error", tone: "--warn" };
    case "edited":
      return { sign: "↻", word: "edited", tone: "--warn" };
    case "missing":
      return { sign: "–", word: "missing", tone: "--warn" };
    case "pending":
      return { sign: "·", word: "not there yet", tone: "--text-3" };
    default:
      return assertNever(kind);
  }
}
