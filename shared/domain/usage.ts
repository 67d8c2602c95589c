import { z } from "zod";

/**
 * What the sums of tokens and cost of some calls leave out. Absent where they leave out nothing, and in records of
 * builds that did not say.
 */
export const usageGapsSchema = z.object({
  /** Answered calls for which the provider gave no count of the tokens that went in, and that came out. */
  input: z.number().int(),
  output: z.number().int(),
  /** Answered calls of unknown cost: without a price, or without a count. */
  unpriced: z.number().int(),
  /** Requests that failed, those that were tried again included. */
  failed: z.number().int(),
  /** Of these, those that the provider may have worked on, and may charge for. */
  charged: z.number().int(),
  /** US dollars of the calls whose cost is known, where the cost of all is not. */
  knownCost: z.number(),
});
export type UsageGaps = z.infer<typeof usageGapsSchema>;
