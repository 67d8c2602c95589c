import type { CheckKind } from "./check-kind.ts";
import { containsAll, containsAny, icontainsAll, icontainsAny } from "./contains-lists.ts";
import { contains, icontains } from "./contains.ts";
import { equals } from "./equals.ts";
import { isJson } from "./is-json.ts";
import { isRefusal } from "./is-refusal.ts";
import { cost, latency } from "./limits.ts";
import { maxLength } from "./max-length.ts";
import { regex } from "./regex.ts";
import { startsWith } from "./starts-with.ts";
import { wordCount } from "./word-count.ts";

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
  isJson,
  wordCount,
  maxLength,
  latency,
  cost,
];
