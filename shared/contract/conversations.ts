import { z } from "zod";
import { checkTypeSchema, checkSchema } from "../domain/check.ts";
import {
  conversationSchema,
  conversationSetSchema,
  conversationSummarySchema,
  setNameSchema,
} from "../domain/conversation.ts";
import { assistantTurnsSchema, importFormatSchema, importReportSchema } from "../domain/import-report.ts";
import { noOutput, procedure } from "./base.ts";

const bySet = z.object({ setId: z.string() });
const byConversation = bySet.extend({ conversationId: z.string() });

export const conversationsContract = {
  sets: {
    list: procedure.output(z.array(conversationSetSchema)),
    create: procedure.input(z.object({ name: setNameSchema })).output(conversationSetSchema),
    rename: procedure.input(bySet.extend({ name: setNameSchema })).output(noOutput),
    remove: procedure.input(bySet).output(noOutput),
  },
  conversations: {
    list: procedure.input(bySet).output(z.array(conversationSummarySchema)),
    get: procedure.input(byConversation).output(conversationSchema),
    /** Creates, or replaces the one whose id is `replaces`. A taken id is refused. */
    save: procedure
      .input(bySet.extend({ conversation: conversationSchema, replaces: z.string().nullable() }))
      .output(conversationSchema),
    remove: procedure.input(byConversation).output(noOutput),
  },
  checks: {
    types: procedure.output(z.array(checkTypeSchema)),
    /** Says what is wrong with a check, or null where it can be evaluated. */
    validate: procedure.input(checkSchema).output(z.object({ problem: z.string().nullable() })),
  },
};

export const exchangeContract = {
  import: procedure
    .input(
      z.object({
        setName: setNameSchema,
        files: z.array(z.object({ name: z.string(), bytes: z.instanceof(Blob) })).min(1),
        format: importFormatSchema.optional(),
        assistantTurns: assistantTurnsSchema.default("fixed"),
      }),
    )
    .output(importReportSchema),
  export: procedure
    .input(bySet.extend({ format: z.enum(["counterproof", "openai-chat"]) }))
    .output(z.object({ fileName: z.string(), text: z.string(), warnings: z.array(z.string()) })),
};
