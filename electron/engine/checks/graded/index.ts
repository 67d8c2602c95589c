import type { CheckKind } from "../check-kind.ts";
import { answerRelevance } from "./answer-relevance.ts";
import { classifier } from "./classifier.ts";
import { conversationRelevance } from "./conversation-relevance.ts";
import { factuality } from "./factuality.ts";
import { gEval } from "./g-eval.ts";
import { llmRubric } from "./llm-rubric.ts";
import { moderation } from "./moderation.ts";
import { similar, similarCosine, similarDot, similarEuclidean } from "./similar.ts";

/** The checks that a model decides, in the order the editor offers them; shared/rules/sample-status.ts lists them too. */
export const gradedKinds: readonly CheckKind[] = [
  llmRubric,
  gEval,
  factuality,
  answerRelevance,
  conversationRelevance,
  moderation,
  classifier,
  similar,
  similarCosine,
  similarDot,
  similarEuclidean,
];

/** Their names, without `not-`. */
export const gradedTypes: readonly string[] = gradedKinds.map(({ type }) => type.type);

const types = new Set(gradedTypes);

/** Whether a model decides checks of this type, with `not-` or without. */
export function isGraded(type: string): boolean {
  return types.has(type.replace(/^not-/, ""));
}
