import { z } from "zod";

export const importFormatSchema = z.enum(["counterproof", "openai-chat", "mt-bench", "sharegpt", "csv", "prompt"]);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** What becomes of assistant turns in foreign formats: kept as fixed replies, or dropped so that the model replies. */
export const assistantTurnsSchema = z.enum(["fixed", "live"]);
export type AssistantTurns = z.infer<typeof assistantTurnsSchema>;

/** Something that did not come in, or came in altered. `line` counts from 1; null where a file has no lines. */
export const importNoteSchema = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  reason: z.string(),
});
export type ImportNote = z.infer<typeof importNoteSchema>;

export const importReportSchema = z.object({
  set: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Conversations that are new, whose content changed, and that were there already, word for word. */
  added: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  prompts: z.array(z.object({ name: z.string(), version: z.number().int() })),
  rejected: z.array(importNoteSchema),
  warnings: z.array(importNoteSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;
