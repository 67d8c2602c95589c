import { z } from "zod";
import { branchNameSchema, branchSchema } from "../domain/branch.ts";
import { draftSchema } from "../domain/prompt.ts";
import { nothing, procedure } from "./base.ts";

const byPrompt = z.object({ promptId: z.string() });
const byBranch = byPrompt.extend({ name: z.string() });

export const branchesContract = {
  /** In the order they were made. */
  list: procedure.input(byPrompt).output(z.array(branchSchema)),
  /** Makes a branch without going there. Its draft is the version's text, or with `carryDraft` the current draft's. */
  create: procedure
    .input(
      byPrompt.extend({
        name: branchNameSchema,
        /** The version it starts from; null: the current branch's head. */
        from: z.number().int().positive().nullable(),
        carryDraft: z.boolean().optional(),
      }),
    )
    .output(branchSchema),
  /** Works on another branch from now on, in every window. Gives that branch's draft; no draft loses a word. */
  switch: procedure.input(byBranch).output(draftSchema),
  rename: procedure.input(byBranch.extend({ to: branchNameSchema })).output(branchSchema),
  /**
   * Takes the name away; versions stay. Refused for the last and the current branch, and without `force` for one whose
   * head is on no other branch or whose draft has edits: a conflict whose details say `unmerged` and `edited`.
   */
  remove: procedure.input(byBranch.extend({ force: z.boolean().optional() })).output(nothing),
};
