import { quote } from "../message-text.ts";
import type { ModelGradedType } from "../../../../shared/rules/sample-status.ts";
import type { CheckKind, CsvForm } from "../check-kind.ts";
import { describeValue, formatScore, type ReadResult } from "../read-value.ts";
import {
  defineGraded,
  readSentences,
  type WithThreshold,
  cosineSimilarity,
  euclideanDistance,
  dotProduct,
} from "./define-graded.ts";

interface Metric<Type extends ModelGradedType> {
  type: Type;
  summary: string;
  limits: string;
  csv?: CsvForm;
  measure(a: Float32Array, b: Float32Array): number;
  /** True where less is nearer: the threshold is then the most that passes. */
  isDistance: boolean;
}

/** Float noise that must not decide between two equal texts. */
const TOLERANCE = 1e-6;

/** The texts' vectors are as near as the threshold asks. Source: promptfoo's documentation, "similar". */
function similarBy<Type extends ModelGradedType>(metric: Metric<Type>): CheckKind<Type> {
  const { type, summary, limits, csv = {}, measure, isDistance } = metric;
  return defineGraded({
    type,
    summary,
    takes: "texts",
    example: ["You can return the goods within 14 days."],
    threshold: { limits, fallback: 0.75 },
    csv,
    read(value, check): ReadResult<WithThreshold<string[]>> {
      const texts = readSentences(value);
      if (!("value" in texts)) return texts;
      const { threshold } = check;
      if (threshold === undefined || threshold === null) return { value: { value: texts.value, threshold: 0.75 } };
      if (typeof threshold === "number" && Number.isFinite(threshold) && (!isDistance || threshold >= 0)) {
        return { value: { value: texts.value, threshold } };
      }
      return { problem: `“threshold” must be a number, but is ${describeValue(threshold)}` };
    },
    async grade({ value: texts, threshold }, { reply, embed }) {
      if (reply.text.trim() === "") return { passed: false, score: 0, actual: "the reply is empty" };
      const [own, ...others] = await embed([reply.text, ...texts]);
      const measured = others.map((one) => (own ? measure(own, one) : Number.NaN));
      if (measured.some((one) => !Number.isFinite(one)))
        return { problem: "the vectors of the texts have no distance" };
      const nearest = isDistance ? Math.min(...measured) : Math.max(...measured);
      const text = texts[measured.indexOf(nearest)] ?? "";
      const passed = isDistance ? nearest <= threshold + TOLERANCE : nearest >= threshold - TOLERANCE;
      const bound = isDistance ? ["at most", "above"] : ["at least", "below"];
      return {
        passed,
        score: Math.min(1, Math.max(0, isDistance ? 1 / (1 + nearest) : nearest)),
        actual: `${isDistance ? "distance" : "similarity"} ${formatScore(nearest, threshold)} to ${quote(text, 60)}`,
        expected: { plain: `${bound[0]} ${threshold}`, negated: `${bound[1]} ${threshold}` },
      };
    },
  });
}

const cosines: Omit<Metric<ModelGradedType>, "type"> = {
  summary: "In meaning, the reply is near to one of these texts, by the cosine of their embeddings.",
  limits: "similarity at least",
  csv: { threshold: 0.8 },
  measure: cosineSimilarity,
  isDistance: false,
};

export const similar = similarBy({ ...cosines, type: "similar" });
export const similarCosine = similarBy({ ...cosines, type: "similar:cosine" });
export const similarDot = similarBy({
  ...cosines,
  type: "similar:dot",
  summary: "In meaning, the reply is near to one of these texts, by the dot product of their embeddings.",
  measure: dotProduct,
});
export const similarEuclidean = similarBy({
  type: "similar:euclidean",
  summary: "In meaning, the reply is near to one of these texts, by the distance of their embeddings.",
  limits: "distance at most",
  measure: euclideanDistance,
  isDistance: true,
});
