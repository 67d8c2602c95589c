import type { CheckKind } from "./check-kind.ts";
import { containsAll, containsAny, icontainsAll, icontainsAny, contains, icontains } from "./text/contains.ts";
import { equals } from "./text/equals.ts";
import { isJson, containsJson } from "./structure/json.ts";
import { isRefusal } from "./text/is-refusal.ts";
import { finishReason } from "./call/finish-reason.ts";
import { cost, latency } from "./call/latency-and-cost.ts";
import { levenshtein } from "./similarity/levenshtein.ts";
import { bleuCheck, gleuCheck, meteorCheck, rougeNCheck } from "./similarity/scores.ts";
import { containsHtml, isHtml } from "./structure/html.ts";
import { containsSql, isSql } from "./structure/sql.ts";
import { containsXml, isXml } from "./structure/xml.ts";
import { isValidOpenaiFunctionCall, isValidOpenaiToolsCall } from "./tools/openai-calls.ts";
import { toolCallF1 } from "./tools/tool-call-f1.ts";
import { maxLength } from "./text/max-length.ts";
import { javascript } from "./code/javascript.ts";
import { gradedKinds } from "./graded/index.ts";
import { webhook } from "./code/webhook.ts";
import { unsupportedFact } from "./grounding/unsupported-fact.ts";
import { regex } from "./regex.ts";
import { startsWith } from "./text/starts-with.ts";
import { wordCount } from "./text/word-count.ts";

/** Every check type there is, in the order the editor offers them. Each also exists with `not-` before it. */
export const checkKinds: readonly CheckKind[] = [
  contains,
  icontains,
  containsAny,
  containsAll,
  icontainsAny,
  icontainsAll,
  equals,
  startsWith,
  regex,
  isRefusal,
  unsupportedFact,
  isJson,
  containsJson,
  isXml,
  containsXml,
  isHtml,
  containsHtml,
  isSql,
  containsSql,
  wordCount,
  maxLength,
  finishReason,
  latency,
  cost,
  levenshtein,
  rougeNCheck,
  bleuCheck,
  gleuCheck,
  meteorCheck,
  isValidOpenaiToolsCall,
  isValidOpenaiFunctionCall,
  toolCallF1,
  javascript,
  webhook,
  ...gradedKinds,
];
