import { z } from "zod";
import { ledgerSchema, touchedRuleSchema } from "../domain/ledger.ts";
import { nothing, procedure } from "./base.ts";

const over = z.object({ promptId: z.string(), setId: z.string() });
const conversationIds = z.array(z.string().min(1)).min(1);

/** A rule as it stands in the text that a REF names; refused where that text has become another one. */
const standing = z.object({ ref: z.string().min(1), line: z.number().int().positive(), text: z.string() });
export type StandingRule = z.infer<typeof standing>;

export const ledgerContract = {
  /** Which rules of a text were written for which conversations, and what has none. */
  get: procedure.input(over.extend({ ref: z.string().min(1) })).output(ledgerSchema),
  /** Linked rules that the draft, as it is saved, changed against its version. */
  touched: procedure.input(over).output(z.array(touchedRuleSchema)),
  link: procedure.input(over.extend({ rule: standing, conversationIds })).output(nothing),
  /** What was unlinked is not proposed again. */
  unlink: procedure.input(over.extend({ ruleIds: z.array(z.string()).min(1), conversationIds })).output(nothing),
  /** A rule that is gone: this one stands for it from now on, with all its conversations. */
  replace: procedure.input(z.object({ promptId: z.string(), ruleId: z.string(), by: standing })).output(nothing),
  /** Confirms or dismisses what searches proposed; what was dismissed stays so. */
  answer: procedure
    .input(
      over.extend({
        confirm: z.boolean(),
        suggestions: z.array(z.object({ ruleId: z.string(), conversationId: z.string() })).min(1),
      }),
    )
    .output(nothing),
};
