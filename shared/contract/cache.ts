import { z } from "zod";
import { nothing, procedure } from "./base.ts";

export const cacheContract = {
  /** Replies that a replay would find, and the size of their texts in bytes. */
  info: procedure.output(z.object({ replies: z.number().int(), bytes: z.number().int() })),
  /** Replays find none of them any more. What runs recorded stays as it is. */
  clear: procedure.output(nothing),
};
