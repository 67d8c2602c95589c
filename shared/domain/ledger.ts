import { z } from "zod";

/** Who said that a rule was written for a conversation: a person, or a search whose proposal a person confirmed. */
const ledgerOriginSchema = z.enum(["person", "blame", "audit"]);
export type LedgerOrigin = z.infer<typeof ledgerOriginSchema>;

/** What an edit did to a linked rule. */
const ruleChangeSchema = z.enum(["added", "edited", "deleted"]);
export type RuleChange = z.infer<typeof ruleChangeSchema>;

const linkedSchema = z.object({
  /** Ids of the conversations of the set that it is linked to, in the order in which they were linked. */
  conversations: z.array(z.string()),
  /** Those that are not in the set any more. */
  missing: z.array(z.string()),
  /** How many conversations of other sets it is linked to. */
  elsewhere: z.number().int(),
});

/** A rule that stands in the text. */
const ledgerRuleSchema = linkedSchema.extend({
  /** From 1. Sentences of one line share it. */
  line: z.number().int(),
  text: z.string(),
  /** What the ledger knows it by; empty where nothing was ever linked or proposed. */
  ids: z.array(z.string()),
  /** Of a linked rule, against the version that the text was made from; null where it is as it was. */
  change: ruleChangeSchema.exclude(["deleted"]).nullable(),
});
export type LedgerRule = z.infer<typeof ledgerRuleSchema>;

/** A linked rule that the text does not have. */
const goneRuleSchema = linkedSchema.extend({
  id: z.string(),
  /** Its newest wording. */
  text: z.string(),
  /** The newest version that has it; null where only a draft had. */
  seen: z.number().int().nullable(),
  /** The line that it stood behind, where the version before has it; else null. */
  after: z.number().int().nullable(),
});
export type GoneRule = z.infer<typeof goneRuleSchema>;

const ledgerSuggestionSchema = z.object({
  ruleId: z.string(),
  /** Where the rule stands. */
  line: z.number().int(),
  text: z.string(),
  conversationId: z.string(),
  origin: ledgerOriginSchema.exclude(["person"]),
  /** What the search found, in words. */
  reason: z.string(),
});
export type LedgerSuggestion = z.infer<typeof ledgerSuggestionSchema>;

export const ledgerSchema = z.object({
  /** The text that was looked at: v7, or draft. */
  version: z.string(),
  /** In the order of the text. */
  rules: z.array(ledgerRuleSchema),
  gone: z.array(goneRuleSchema),
  /** Ids of conversations that no rule is linked to, gone ones neither, in the order of the set. */
  without: z.array(z.string()),
  suggestions: z.array(ledgerSuggestionSchema),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/** A linked rule that the draft changed, and whose conversations are replayed first for it. */
export const touchedRuleSchema = z.object({
  change: ruleChangeSchema,
  /** Where it stands in the draft; of a deleted one, the line that it stood behind, 0 at the very top. */
  line: z.number().int(),
  text: z.string(),
  conversations: z.array(z.string()),
  /** Why they come first, in words. */
  why: z.string(),
});
export type TouchedRule = z.infer<typeof touchedRuleSchema>;
