import { defineKind } from "../check-kind.ts";
import { readLimit } from "../read-value.ts";

// promptfoo keeps both limits under `threshold`.

export const latency = defineKind({
  type: "latency",
  summary: "The reply took at most this many milliseconds; a cached reply keeps the time it took at first.",
  takes: "number",
  example: 5000,
  alsoUnder: "threshold",
  read: readLimit,
  find: (limit, { latencyMs }) => ({
    passed: latencyMs <= limit,
    actual: `took ${plain(latencyMs)} ms`,
    expected: { plain: `at most ${plain(limit)} ms`, negated: `more than ${plain(limit)} ms` },
  }),
});

export const cost = defineKind({
  type: "cost",
  summary: "The reply cost at most this many US dollars.",
  takes: "number",
  example: 0.002,
  alsoUnder: "threshold",
  read: readLimit,
  find: (limit, reply) => {
    if (reply.cost === null) return { problem: "the price of this model is unknown" };
    return {
      passed: reply.cost <= limit,
      actual: `cost $${plain(reply.cost)}`,
      expected: { plain: `at most $${plain(limit)}`, negated: `more than $${plain(limit)}` },
    };
  },
});

const numbers = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 8, useGrouping: false });

/** Without an exponent for all that a time or a price can be. */
function plain(value: number): string {
  return value === 0 || (value >= 1e-9 && value < 1e15) ? numbers.format(value) : String(value);
}
