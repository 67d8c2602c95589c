import { z } from "zod";
import { matchRuleSchema, NOTE_LIMIT, personSaysSchema } from "../domain/people.ts";
import { nothing, procedure } from "./base.ts";

/** A recorded reply; what is said of it holds wherever the same reply stands at the same place. */
export const replyAtSchema = z.object({
  runId: z.string(),
  conversationId: z.string(),
  /** Index of the user turn that it answers, from 0. */
  turn: z.number().int().min(0),
  sample: z.number().int().min(0),
});
export type ReplyAt = z.infer<typeof replyAtSchema>;

const note = z.string().trim().max(NOTE_LIMIT, `a note has at most ${NOTE_LIMIT} characters`);

export const peopleContract = {
  /** Says of a reply that it is good or bad. Without a note, one that is there stays. */
  give: procedure.input(replyAtSchema.extend({ verdict: personSaysSchema, note: note.optional() })).output(nothing),
  /** Takes a verdict back. */
  remove: procedure.input(replyAtSchema).output(nothing),
  /** Makes a reply the expected one: what matches it passes by itself. Approving it again changes the rule. */
  approve: procedure.input(replyAtSchema.extend({ rule: matchRuleSchema })).output(nothing),
  unapprove: procedure.input(replyAtSchema).output(nothing),
};
