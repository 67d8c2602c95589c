import { z } from "zod";
import { conversationComparisonSchema } from "../domain/comparison.ts";
import { packedComparisonSchema } from "../domain/packed-comparison.ts";
import { procedure } from "./base.ts";

const runs = z.object({ baselineRunId: z.string().nullable(), candidateRunId: z.string() });

export const compareContract = {
  summary: procedure.input(runs).output(packedComparisonSchema),
  conversation: procedure
    .input(runs.extend({ conversationId: z.string(), sample: z.number().int().min(0).default(0) }))
    .output(conversationComparisonSchema),
  /** The exact request body of one recorded reply, as JSON text. */
  request: procedure
    .input(
      z.object({ runId: z.string(), conversationId: z.string(), turn: z.number().int(), sample: z.number().int() }),
    )
    .output(z.object({ request: z.string(), library: z.string(), usage: z.string() })),
  /** The conversations to replay first on the draft as it is saved, the most telling first, and why each of them. */
  telling: procedure
    .input(z.object({ promptId: z.string(), setId: z.string(), limit: z.number().int().min(1).max(100).default(8) }))
    .output(z.object({ ids: z.array(z.string()), why: z.record(z.string(), z.string()) })),
};
