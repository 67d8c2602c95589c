import type { Check } from "../../../../shared/domain/check.ts";
import { defineKind, type CheckKind, type CsvForm } from "../check-kind.ts";
import { readTexts, readText, type ReadResult, readScoreThreshold, formatScore, describeValue } from "../read-value.ts";
import { bleu, gleu, meteor, usualMeteor, rougeN } from "./text-scores.ts";

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
  csv?: CsvForm;
  /** Looks at what else the check has; null where it is fine. */
  problemOf?: (check: Check) => string | null;
  /** From 0 to 1, the best over the references. */
  score(text: string, references: readonly string[], check: Check): number;
}

/** A check that holds a score of likeness to one or several texts against a threshold. */
function defineScore({ type, name, summary, fallback, csv = {}, problemOf, score }: ScoreDefinition): CheckKind {
  return defineKind<Wanted>({
    type,
    summary,
    takes: "text",
    example: "You can return it within 14 days of delivery.",
    threshold: { limits: "score at least", fallback },
    csv,
    read(value, check): ReadResult<Wanted> {
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
        passed: reached >= threshold,
        score: reached,
        actual: `${name} ${formatScore(reached, threshold)}`,
        expected: { plain: `at least ${threshold}`, negated: `less than ${threshold}` },
      };
    },
  });
}

function asList(read: ReadResult<string>): ReadResult<string[]> {
  if ("value" in read) return { value: [read.value] };
  return "needs" in read ? { needs: "a text or a list of texts" } : read;
}

// The thresholds are promptfoo's.

export const rougeNCheck = defineScore({
  type: "rouge-n",
  name: "ROUGE-N",
  summary: "The reply shares enough single words with this text, counted both ways (ROUGE-1).",
  fallback: 0.75,
  csv: { threshold: 0.75 },
  score: rougeN,
});

export const bleuCheck = defineScore({
  type: "bleu",
  name: "BLEU",
  summary: "Enough of the reply's word sequences stand in one of these texts (BLEU).",
  fallback: 0.5,
  score: bleu,
});

export const gleuCheck = defineScore({
  type: "gleu",
  name: "GLEU",
  summary: "The reply and one of these texts share enough word sequences, fair to short texts (GLEU).",
  fallback: 0.5,
  score: gleu,
});

export const meteorCheck = defineScore({
  type: "meteor",
  name: "METEOR",
  summary: "The reply has enough words of one of these texts, in any form and much the same order (METEOR).",
  fallback: 0.5,
  problemOf: (check) => meteorParameters(check).problem,
  score: (text, references, check) => meteor(text, references, meteorParameters(check).parameters),
});

/** promptfoo's three: they stand beside the value. */
function meteorParameters(check: Check) {
  const parameters = { ...usualMeteor };
  for (const name of ["alpha", "beta", "gamma"] as const) {
    const given = check[name] ?? parameters[name];
    const most = name === "beta" ? Infinity : 1;
    if (typeof given !== "number" || !(given >= 0 && given <= most)) {
      const wanted = name === "beta" ? "a number from 0 up" : "a number from 0 to 1";
      return { parameters, problem: `“${name}” must be ${wanted}, but is ${describeValue(given)}` };
    }
    parameters[name] = given;
  }
  return { parameters, problem: null };
}
