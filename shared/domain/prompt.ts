import { z } from "zod";
import { modelSettingsSchema } from "./model.ts";
import { refNameSchema } from "./ref-name.ts";

export const promptNameSchema = z
  .string()
  .trim()
  .min(1, "a prompt needs a name")
  .max(100, "a prompt's name has at most 100 characters");

export const promptSchema = z.object({ id: z.string(), name: z.string(), versions: z.number().int() });
export type Prompt = z.infer<typeof promptSchema>;

/** A label is a movable name for one version. It must not look like another kind of REF. */
export const labelNameSchema = refNameSchema("label");

export const versionSchema = z.object({
  id: z.string(),
  promptId: z.string(),
  number: z.number().int().positive(),
  parentNumber: z.number().int().positive().nullable(),
  /** The second parent, where the version is a merge. */
  mergedNumber: z.number().int().positive().nullable(),
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
  /** The branch whose draft it is. */
  branch: z.string(),
  text: z.string(),
  settings: modelSettingsSchema,
  /** The version that the draft started from; null before the first commit. */
  baseNumber: z.number().int().nullable(),
  /**
   * Rises with each save and each change of branch; a save that names an older revision is refused, so that two
   * windows never overwrite each other.
   */
  revision: z.number().int(),
  updatedAt: z.iso.datetime(),
});
export type Draft = z.infer<typeof draftSchema>;
