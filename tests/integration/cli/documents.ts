import { z } from "zod";
import { importReportSchema } from "../../../shared/domain/import-report.ts";

// What `--json` prints, as agreed: strict, so that a key too many or too few fails a test.
const count = z.number().int();
const tally = z.strictObject({ passed: count, samples: count });
const sideOfVerdict = z.strictObject({ status: z.enum(["pass", "fail", "error"]), reason: z.string() }).nullable();
const ref = z.union([count, z.literal("draft")]);

export const importDocument = importReportSchema;

export const initDocument = z.object({ project: z.string() });
export const sampleDocument = initDocument.extend({ prompt: z.string(), set: z.string(), versions: count });

export const commitDocument = z.strictObject({
  prompt: z.string(),
  version: count,
  parent: count.nullable(),
  sha256: z.string(),
  labels: z.array(z.string()),
  warnings: z.array(z.string()),
});

export const logDocument = z.array(
  z.strictObject({
    version: count,
    parent: count.nullable(),
    merged: count.nullable(),
    time: z.iso.datetime(),
    author: z.string(),
    message: z.string(),
    sha256: z.string(),
    settings: z.object({}),
    labels: z.array(z.string()),
    added: count,
    removed: count,
    branches: z.array(z.string()),
  }),
);

export const branchDocument = z.strictObject({
  name: z.string(),
  head: count.nullable(),
  base: count.nullable(),
  current: z.boolean(),
  edited: z.boolean(),
  time: z.iso.datetime(),
});

export const replayDocument = z.strictObject({
  run: z.string(),
  prompt: z.string(),
  version: ref,
  set: z.string(),
  model: z.string(),
  samples: count,
  conversations: count,
  calls: count,
  failedCalls: count.optional(),
  cached: count,
  retries: count,
  errors: count,
  passed: count,
  failed: count,
  tokens: z.strictObject({ input: count.nullable(), output: count.nullable() }),
  cost: z.number().nullable(),
  atLeast: z.strictObject({ tokens: z.strictObject({ input: count, output: count }), cost: z.number() }).optional(),
  wallMs: z.number(),
});

const run = z.object({ run: z.string(), version: ref });

const marks = z.strictObject({ redacted: count, endUnsaid: count });

export const compareDocument = z.strictObject({
  baseline: run,
  candidate: run,
  staleChecks: count,
  marks: z.strictObject({ baseline: marks, candidate: marks }).optional(),
  counts: z.strictObject({
    broke: count,
    fixed: count,
    stillFailing: count,
    stillPassing: count,
    flaky: count,
    undecided: count,
    edited: count,
    missing: count,
  }),
  changed: count,
  noiseFloor: z.number().nullable(),
  passRate: z.strictObject({
    baseline: z.number().nullable(),
    candidate: z.number().nullable(),
    difference: z.number().nullable(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
    p: z.number().nullable(),
  }),
  conversations: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      outcome: z.string().nullable(),
      confirmed: z.boolean(),
      changed: z.boolean(),
      firstDivergentTurn: count.nullable(),
      baseline: tally,
      candidate: tally,
      turns: z.array(
        z.strictObject({
          index: count,
          baseline: z.string().nullable(),
          candidate: z.string().nullable(),
          redacted: z.strictObject({ baseline: z.boolean(), candidate: z.boolean() }).optional(),
          thinking: z.strictObject({ baseline: z.string().nullable(), candidate: z.string().nullable() }).optional(),
          verdicts: z.array(
            z.strictObject({ check: z.looseObject({}), baseline: sideOfVerdict, candidate: sideOfVerdict }),
          ),
        }),
      ),
    }),
  ),
});
