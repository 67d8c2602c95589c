import type { Check, CheckType, JsonValue } from "../../../shared/domain/check.ts";
import type { ChatMessage } from "../models/port.ts";
import type { PatternRunner } from "./pattern-runner.ts";
import { describeValue, type Read } from "./read-value.ts";

/** What checks are about. Latency in milliseconds, as recorded; cost in US dollars, null when a price is unknown. */
export interface ReplyUnderCheck {
  text: string;
  finishReason: string;
  latencyMs: number;
  cost: number | null;
}

/** What a check may use beside the reply. */
export interface CheckContext {
  patterns: PatternRunner;
  /** What the model was asked: the system prompt, and the messages that end with the turn replied to. */
  asked: { system: string; messages: readonly ChatMessage[] };
  /** Aborted when nobody waits for the verdict any more. */
  signal: AbortSignal;
}

/**
 * What a check found in a reply. `found` is a plain fact that stays true whether it was wanted or not;
 * `wanted` is added to a failure, `plain` for the check itself and `negated` for its `not-` form.
 */
export type Finding =
  | { holds: boolean; found: string; wanted?: { plain: string; negated: string } }
  /** Could not be told: neither the check nor its `not-` form passes. */
  | { problem: string };

export type Prepared =
  | { find(reply: ReplyUnderCheck, context: CheckContext): Finding | Promise<Finding> }
  | { problem: string };

export interface CheckKind {
  /** As the editor lists it: without `not-`. */
  readonly type: CheckType;
  prepare(check: Check): Prepared;
}

interface KindDefinition<V> extends CheckType {
  /** Another key that may hold the value, where promptfoo has one. */
  alsoUnder?: string;
  /** Reads the check's value; null stands for no value. */
  read(value: JsonValue): Read<V>;
  find(wanted: V, reply: ReplyUnderCheck, context: CheckContext): Finding | Promise<Finding>;
}

/** Makes a kind whose `find` only ever sees a value that `read` accepted. */
export function defineKind<V>(definition: KindDefinition<V>): CheckKind {
  const { type, summary, takes, example } = definition;
  return {
    type: { type, summary, takes, example },
    prepare(check) {
      const value = check.value ?? (definition.alsoUnder === undefined ? null : check[definition.alsoUnder]) ?? null;
      const read = definition.read(value);
      if ("problem" in read) return read;
      if ("needs" in read) {
        const such = example === null ? "" : `, such as ${JSON.stringify(example)}`;
        return { problem: `“${type}” needs ${read.needs}${such}, but has ${describeValue(value)}` };
      }
      return { find: (reply, context) => definition.find(read.value, reply, context) };
    },
  };
}
