import { z } from "zod";
import { modelSettingsSchema } from "./model.ts";

export const promptNameSchema = z
  .string()
  .trim()
  .min(1, "a prompt needs a name")
  .max(100, "a prompt's name has at most 100 characters");

export const promptSchema = z.object({ id: z.string(), name: z.string(), versions: z.number().int() });
export type Prompt = z.infer<typeof promptSchema>;

/** A label is a movable name for one version. It must not look like another kind of REF. */
export const labelNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z][A-Za-z0-9._/-]{0,62}$/, "a label starts with a letter and holds letters, digits and . _ / -")
  .refine((name) => !/^v?\d+$/i.test(name), "a label must not look like a version number")
  .refine((name) => !/^(latest|draft)$/i.test(name), "latest and draft are taken")
  .refine((name) => !/^[0-9a-f]{6,64}$/i.test(name), "a label must not look like a hash");

export const versionSchema = z.object({
  id: z.string(),
  promptId: z.string(),
  number: z.number().int().positive(),
  parentNumber: z.number().int().positive().nullable(),
  author: z.string(),
  message: z.string(),
  createdAt: z.iso.datetime(),
  /** SHA-256 of the text's UTF-8 bytes, hexadecimal. */
  sha256: z.string(),
  settings: modelSettingsSchema,
  labels: z.array(z.string()),
  /** Lines added and removed against the parent. */
  added: z.number().int(),
  removed: z.number().int(),
});
export type Version = z.infer<typeof versionSchema>;

export const versionTextSchema = versionSchema.extend({ text: z.string() });
export type VersionText = z.infer<typeof versionTextSchema>;

export const draftSchema = z.object({
  promptId: z.string(),
  text: z.string(),
  settings: modelSettingsSchema,
  /** The version that the draft started from; null before the first commit. */
  baseNumber: z.number().int().nullable(),
  /** Counts saves; a save that names an older revision is refused, so that two windows never overwrite each other. */
  revision: z.number().int(),
  updatedAt: z.iso.datetime(),
});
export type Draft = z.infer<typeof draftSchema>;
