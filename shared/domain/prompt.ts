import { z } from "zod";
import { modelSettingsSchema } from "./model.ts";

/** The form of names that a REF may be. None may look like another kind of REF. */
function refNameSchema(what: "label" | "branch") {
  return z
    .string()
    .trim()
    .regex(/^[A-Za-z][A-Za-z0-9._/-]{0,62}$/, `a ${what} starts with a letter and holds letters, digits and . _ / -`)
    .refine((name) => !/^v?\d+$/i.test(name), `a ${what} must not look like a version number`)
    .refine((name) => !/^(latest|draft)$/i.test(name), "latest and draft are taken")
    .refine((name) => !/^[0-9a-f]{6,64}$/i.test(name), `a ${what} must not look like a hash`);
}

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

/** A branch is named like a label, and no label of its prompt has that name. */
export const branchNameSchema = refNameSchema("branch");

/** The branch that every prompt begins with. */
export const FIRST_BRANCH = "main";

export const branchSchema = z.object({
  promptId: z.string(),
  name: z.string(),
  /** Its newest version; null before its first commit. */
  headNumber: z.number().int().positive().nullable(),
  /** Where it left the branch it came from; null for one that came from none. May name a deleted version. */
  baseNumber: z.number().int().positive().nullable(),
  /** The one that is worked on; exactly one branch of a prompt is. */
  current: z.boolean(),
  /** Whether its draft differs from its head, in text or settings. */
  edited: z.boolean(),
  updatedAt: z.iso.datetime(),
});
export type Branch = z.infer<typeof branchSchema>;

/** A version and what it was made from: null where there is no such parent. A merge has both. */
export interface VersionParents {
  number: number;
  parent: number | null;
  merged: number | null;
}

/** Some versions and all they come from, through both parents of merges. */
export function versionAncestors(history: readonly VersionParents[], ...starts: number[]): Set<number> {
  const parents = new Map(history.map((one) => [one.number, one]));
  const met = new Set<number>();
  const waiting = [...starts];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (met.has(next)) continue;
    met.add(next);
    const { parent, merged } = parents.get(next) ?? { parent: null, merged: null };
    if (parent !== null) waiting.push(parent);
    if (merged !== null) waiting.push(merged);
  }
  return met;
}
