import { z } from "zod";
import { refNameSchema } from "./ref-name.ts";

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
