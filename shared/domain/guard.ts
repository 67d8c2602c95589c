import { z } from "zod";
import { checkSchema, verdictStatusSchema } from "./check.ts";
import { historySchema } from "./run.ts";

/** What speaks for a suggested check. `text`: words that the other side's reply does not have. */
export const guardSourceSchema = z.enum(["fact", "check", "verdict", "text"]);
export type GuardSource = z.infer<typeof guardSourceSchema>;

/** What a check says of a reply that is there already. */
export const triedSchema = z.object({ status: verdictStatusSchema, reason: z.string() });
export type Tried = z.infer<typeof triedSchema>;

/** On both sides. Null where there is no reply, or where a model would have to be asked first. */
export const triedPairSchema = z.object({ reply: triedSchema.nullable(), other: triedSchema.nullable() });
export type TriedPair = z.infer<typeof triedPairSchema>;

/** A check that a reply's own faults suggest. */
export const guardSuggestionSchema = triedPairSchema.extend({
  check: checkSchema,
  source: guardSourceSchema,
  why: z.string(),
  /** Requests, at most, that trying it would take: those to a judge or to a program of people's own. */
  asks: z.number().int(),
  /** Whether it is taken unless a person says otherwise: never where it does not fail on the reply. */
  ticked: z.boolean(),
});
export type GuardSuggestion = z.infer<typeof guardSuggestionSchema>;

const draftTurnSchema = z.object({
  user: z.string(),
  /** The reply that the conversation itself fixes. */
  fixed: z.string().nullable(),
  /** What stood in the history of the next turn where the model replied; null at the last turn. */
  replied: z.string().nullable(),
});
export type GuardTurn = z.infer<typeof draftTurnSchema>;

/** A conversation that a reply could become: the turns up to it, and checks that would have caught it. */
export const guardDraftSchema = z.object({
  /** The conversation that the reply stands in. */
  from: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  /** Null where the set of the run was deleted. */
  setId: z.string().nullable(),
  history: historySchema,
  turns: z.array(draftTurnSchema).min(1),
  reply: z.string(),
  /** The other side's reply to the same turn. */
  other: z.string().nullable(),
  suggestions: z.array(guardSuggestionSchema),
});
export type GuardDraft = z.infer<typeof guardDraftSchema>;
