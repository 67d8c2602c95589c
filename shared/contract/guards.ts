import { z } from "zod";
import { checkSchema } from "../domain/check.ts";
import { guardDraftSchema, triedPairSchema } from "../domain/guard.ts";
import { procedure } from "./base.ts";
import { replyAtSchema } from "./people.ts";

/** `other`: the reply of the other side of a comparison to the same turn. */
const pairSchema = z.object({ reply: replyAtSchema, other: replyAtSchema.nullable() });
export type ReplyPair = z.infer<typeof pairSchema>;

/** From a reply to a conversation that guards against it. */
export const guardsContract = {
  /** The turns up to a reply, and checks that its faults suggest, each tried where that costs nothing. */
  suggest: procedure.input(pairSchema).output(guardDraftSchema),
  /** Tries a check on both replies. Without `ask`, one that a model has to answer is left untried. */
  try: procedure.input(pairSchema.extend({ check: checkSchema, ask: z.boolean() })).output(triedPairSchema),
  /** An id like this one that the set does not have yet. */
  freshId: procedure
    .input(z.object({ setId: z.string(), like: z.string().min(1) }))
    .output(z.object({ id: z.string() })),
};
