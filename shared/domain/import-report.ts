import { z } from "zod";

/**
 * Every format that can be read, as lists offer it, by the name that the command line takes. Where two recognise a record,
 * the earlier one reads it. engine/import-export has a reader for each, and the compiler wants one for each.
 */
export const importFormatLabels = {
  counterproof: "Counterproof JSONL",
  "mt-bench": "MT-Bench questions",
  "openai-chat": "OpenAI chat",
  sharegpt: "ShareGPT",
  csv: "CSV table",
  prompt: "Prompt text",
} as const;

export const importFormatSchema = z.enum(
  Object.keys(importFormatLabels).filter((name): name is keyof typeof importFormatLabels =>
    Object.hasOwn(importFormatLabels, name),
  ),
);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** What becomes of assistant turns in foreign formats: kept as fixed replies, or dropped so that the model replies. */
export const assistantTurnsSchema = z.enum(["fixed", "live"]);
export type AssistantTurns = z.infer<typeof assistantTurnsSchema>;

/** Something that did not come in, or came in altered. `line` counts from 1; null where a file has no lines. */
const importNoteSchema = z.object({
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
