import { maskCheckAddresses } from "../../../shared/format/check.ts";
import type { Check, CheckType, JsonValue } from "../../../shared/domain/check.ts";
import type { JudgedBy } from "../../../shared/domain/judge.ts";
import type { ChatMessage } from "../models/model-interface.ts";
import type { WebhookCaller } from "./code/webhook-caller.ts";
import type { Grader } from "./graded/grader.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { describeValue, type ReadResult } from "./read-value.ts";

/** What checks are about. Latency in milliseconds, as recorded; cost in US dollars, null when a price is unknown. */
export interface ReplyUnderCheck {
  text: string;
  finishReason: string;
  latencyMs: number;
  cost: number | null;
}

/** What a check may use beside the reply. */
export interface CheckContext {
  /** Runs what people wrote, apart and for a limited time. */
  sandbox: Sandbox;
  /** What the model was asked: the system prompt, and the messages that end with the turn replied to. */
  asked: { system: string; messages: readonly ChatMessage[] };
  /** Asks programs of people's own, at hosts that the project allows. */
  webhooks: WebhookCaller;
  /** Asks the judge model; null where none is chosen. */
  grader: Grader | null;
  /** Aborted when nobody waits for the verdict any more. */
  signal: AbortSignal;
}

/**
 * What a check found in a reply. `found` is a plain fact that stays true whether it was wanted or not;
 * `wanted` is added to a failure, `plain` for the check itself and `negated` for its `not-` form. `score`, from 0 to 1,
 * says how far it holds where that is more than yes or no.
 */
export type Finding =
  | { passed: boolean; actual: string; score?: number; expected?: { plain: string; negated: string }; judge?: JudgedBy }
  /** Could not be told: neither the check nor its `not-` form passes. */
  | { problem: string; judge?: JudgedBy };

export type PreparedCheck =
  | {
      find(reply: ReplyUnderCheck, context: CheckContext): Finding | Promise<Finding>;
      /** The same where nothing but the reply is needed: what the sandbox runs. */
      findPure?: ((reply: ReplyUnderCheck) => Finding) | undefined;
      /** What is wrong with the check that only the sandbox can tell, in words; null where nothing is. */
      inspect?(sandbox: Sandbox): Promise<string | null>;
    }
  | { problem: string };

export interface CheckKind<Type extends string = string> {
  /** As the editor lists it: without `not-`. */
  readonly type: CheckType & { type: Type };
  readonly csv: CsvForm;
  prepare(check: Check): PreparedCheck;
}

/** How a check is written in a cell of promptfoo's CSV, beyond what the form of its value says. */
export interface CsvForm {
  /** Whether commas in the cell separate the texts of its list. Else the cell is kept as one text. */
  splitsAtCommas?: boolean;
  /** The threshold that promptfoo takes in CSV where the cell names none, and a check elsewhere would have another. */
  threshold?: number;
}

/** A reply longer than this, in UTF-16 units, can make what reads it whole take longer than the engine may wait. */
const LONG_REPLY_UNITS = 8_000;

/** What every kind says of itself. */
export interface CheckDefinition<V, Type extends string = string> extends Omit<CheckType, "threshold" | "type"> {
  type: Type;
  /** For checks with a threshold beside their value; `read` reads it. */
  threshold?: CheckType["threshold"];
  csv?: CsvForm;
  /** Another key that may hold the value, where promptfoo has one. */
  alsoUnder?: string;
  /** Reads the check's value; null stands for no value. `check` has what else it may stand on, such as a threshold. */
  read(value: JsonValue, check: Check): ReadResult<V>;
  /** For values that are code or a schema: what is wrong with one that `read` accepted, with its place, or null. */
  inspect?(wanted: V, sandbox: Sandbox): Promise<string | null>;
}

type KindDefinition<V, Type extends string> = CheckDefinition<V, Type> &
  (
    | { find(wanted: V, reply: ReplyUnderCheck, context: CheckContext): Finding | Promise<Finding>; findPure?: never }
    /**
     * For checks that need nothing but the reply, and whose time can grow faster than its length: on a long reply they
     * run in the sandbox, within its limit of time and memory.
     */
    | { findPure(wanted: V, reply: ReplyUnderCheck): Finding; find?: never }
  );

/** Makes a kind whose `find` only ever sees a value that `read` accepted. */
export function defineKind<V, Type extends string = string>(definition: KindDefinition<V, Type>): CheckKind<Type> {
  const { type, summary, takes, example, threshold = null, csv = {} } = definition;
  return {
    type: { type, summary, takes, example, threshold },
    csv,
    prepare(check) {
      const value = check.value ?? (definition.alsoUnder === undefined ? null : check[definition.alsoUnder]) ?? null;
      const read = definition.read(value, check);
      if ("problem" in read) return read;
      if ("needs" in read) {
        const such = example === null ? "" : `, such as ${JSON.stringify(example)}`;
        return {
          problem: `“${type}” needs ${read.needs}${such}, but has ${describeValue(type === "webhook" ? (maskCheckAddresses(check).value ?? null) : value)}`,
        };
      }
      const { findPure } = definition;
      return {
        findPure: findPure && ((reply) => findPure(read.value, reply)),
        find: (reply, context) => {
          if (!findPure) return definition.find(read.value, reply, context);
          return reply.text.length > LONG_REPLY_UNITS
            ? context.sandbox.check({ ...check, type }, reply)
            : findPure(read.value, reply);
        },
        inspect: async (sandbox) => (await definition.inspect?.(read.value, sandbox)) ?? null,
      };
    },
  };
}

/**
 * What a script or a webhook learns beside the reply, by promptfoo's names: `prompt` is the chat as JSON text, `vars` is
 * empty here. The rest is ours: the messages themselves and the facts of the call.
 */
export function replyContext(reply: ReplyUnderCheck, { asked }: CheckContext): JsonValue {
  const system = asked.system === "" ? [] : [{ role: "system", content: asked.system }];
  const messages = [...system, ...asked.messages.map(({ role, content }) => ({ role, content }))];
  const { finishReason, latencyMs, cost } = reply;
  return { vars: {}, prompt: JSON.stringify(messages), messages, finishReason, latencyMs, cost };
}
