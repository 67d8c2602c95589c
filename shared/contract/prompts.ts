import { z } from "zod";
import { modelSettingsSchema } from "../domain/model.ts";
import {
  draftSchema,
  labelNameSchema,
  promptNameSchema,
  promptSchema,
  versionSchema,
  versionTextSchema,
  branchNameSchema,
  branchSchema,
} from "../domain/prompt.ts";
import { noOutput, procedure } from "./base.ts";

const byPrompt = z.object({ promptId: z.string() });
const onBranch = byPrompt.extend({ branch: z.string() });
const byVersion = z.object({ promptId: z.string(), number: z.number().int() });

export const promptsContract = {
  prompts: {
    list: procedure.output(z.array(promptSchema)),
    create: procedure.input(z.object({ name: promptNameSchema, text: z.string().default("") })).output(promptSchema),
    rename: procedure.input(byPrompt.extend({ name: promptNameSchema })).output(noOutput),
    remove: procedure.input(byPrompt).output(noOutput),
  },
  drafts: {
    /** The current branch's. */
    get: procedure.input(byPrompt).output(draftSchema),
    /** Names the branch it was typed on: refused when another one is current meanwhile. */
    save: procedure
      .input(onBranch.extend({ text: z.string(), settings: modelSettingsSchema, revision: z.number().int() }))
      .output(draftSchema),
  },
  versions: {
    /** Newest first. */
    list: procedure.input(byPrompt).output(z.array(versionSchema)),
    get: procedure.input(byVersion).output(versionTextSchema),
    /** Commits the draft of the current branch; refused when `branch` is given and another one is current. */
    commit: procedure
      .input(
        onBranch
          .partial({ branch: true })
          .extend({ message: z.string().trim().max(2000), label: labelNameSchema.optional() }),
      )
      .output(versionSchema),
    /**
     * Makes a new version on the current branch with an old one's text and settings; the draft becomes that text too.
     * Refused when `branch` is given and another one is current.
     */
    restore: procedure.input(byVersion.extend({ branch: z.string().optional() })).output(versionSchema),
    remove: procedure.input(byVersion).output(noOutput),
  },
  labels: {
    set: procedure.input(byVersion.extend({ label: labelNameSchema })).output(noOutput),
    remove: procedure.input(byPrompt.extend({ label: z.string() })).output(noOutput),
  },
};

const byBranchOwner = z.object({ promptId: z.string() });
const byBranch = byBranchOwner.extend({ name: z.string() });

export const branchesContract = {
  /** In the order they were made. */
  list: procedure.input(byBranchOwner).output(z.array(branchSchema)),
  /** Makes a branch without going there. Its draft is the version's text, or with `carryDraft` the current draft's. */
  create: procedure
    .input(
      byBranchOwner.extend({
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
  remove: procedure.input(byBranch.extend({ force: z.boolean().optional() })).output(noOutput),
};
