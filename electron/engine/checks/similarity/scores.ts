import type { Check } from "../../../../shared/domain/check.ts";
import { describeValue } from "../read-value.ts";
import { bleu } from "./bleu.ts";
import { gleu } from "./gleu.ts";
import { meteor, usualMeteor } from "./meteor.ts";
import { rougeN } from "./rouge.ts";
import { defineScore } from "./score-kind.ts";

// The thresholds are promptfoo's.

export const rougeNCheck = defineScore({
  type: "rouge-n",
  name: "ROUGE-N",
  summary: "The reply shares enough single words with this text, counted both ways (ROUGE-1).",
  fallback: 0.75,
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
