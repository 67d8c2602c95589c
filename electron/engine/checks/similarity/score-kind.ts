import type { Check } from "../../../../shared/domain/check.ts";
import { defineKind, type CheckKind } from "../check-kind.ts";
import { readTexts, readText, type Read } from "../read-value.ts";
import { readScoreThreshold, scoreInWords } from "../threshold.ts";

interface Wanted {
  references: string[];
  threshold: number;
  check: Check;
}

interface ScoreDefinition {
  type: string;
  /** As reasons name it. */
  name: string;
  summary: string;
  fallback: number;
  /** Looks at what else the check has; null where it is fine. */
  problemOf?: (check: Check) => string | null;
  /** From 0 to 1, the best over the references. */
  score(text: string, references: readonly string[], check: Check): number;
}

/** A check that holds a score of likeness to one or several texts against a threshold. */
export function defineScore({ type, name, summary, fallback, problemOf, score }: ScoreDefinition): CheckKind {
  return defineKind<Wanted>({
    type,
    summary,
    takes: "text",
    example: "You can return it within 14 days of delivery.",
    threshold: { limits: "score at least", fallback },
    read(value, check): Read<Wanted> {
      // One text is one reference, whatever commas it has.
      const read = Array.isArray(value) ? readTexts(value) : asList(readText(value));
      if (!("value" in read)) return read;
      const threshold = readScoreThreshold(check, fallback);
      if (!("value" in threshold)) return threshold;
      const problem = problemOf?.(check) ?? null;
      return problem === null ? { value: { references: read.value, threshold: threshold.value, check } } : { problem };
    },
    findPure: ({ references, threshold, check }, { text }) => {
      const reached = score(text, references, check);
      return {
        holds: reached >= threshold,
        score: reached,
        found: `${name} ${scoreInWords(reached, threshold)}`,
        wanted: { plain: `at least ${threshold}`, negated: `less than ${threshold}` },
      };
    },
  });
}

function asList(read: Read<string>): Read<string[]> {
  if ("value" in read) return { value: [read.value] };
  return "needs" in read ? { needs: "a text or a list of texts" } : read;
}
