import type { ModelGradedType } from "../../../../shared/rules/sample-status.ts";
import type { CheckKind } from "../check-kind.ts";
import { answerRelevance } from "./answer-relevance.ts";
import { classifier } from "./classifier.ts";
import { conversationRelevance } from "./conversation-relevance.ts";
import { factuality } from "./factuality.ts";
import { gEval } from "./g-eval.ts";
import { llmRubric } from "./llm-rubric.ts";
import { moderation } from "./moderation.ts";
import { similar, similarCosine, similarDot, similarEuclidean } from "./similar.ts";

/** The checks that a model decides, in the order the editor offers them: one for each name that shared/ has. */
const kindsByType: { readonly [Type in ModelGradedType]: CheckKind<Type> } = {
  "llm-rubric": llmRubric,
  "g-eval": gEval,
  factuality,
  "answer-relevance": answerRelevance,
  "conversation-relevance": conversationRelevance,
  moderation,
  classifier,
  similar,
  "similar:cosine": similarCosine,
  "similar:dot": similarDot,
  "similar:euclidean": similarEuclidean,
};
export const gradedKinds: readonly CheckKind[] = Object.values(kindsByType);
