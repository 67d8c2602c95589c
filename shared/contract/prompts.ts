import { z } from "zod";
import { modelSettingsSchema } from "../domain/model.ts";
import {
  draftSchema,
  labelNameSchema,
  promptNameSchema,
  promptSchema,
  versionSchema,
  versionTextSchema,
} from "../domain/prompt.ts";
import { nothing, procedure } from "./base.ts";

const byPrompt = z.object({ promptId: z.string() });
const onBranch = byPrompt.extend({ branch: z.string() });
const byVersion = z.object({ promptId: z.string(), number: z.number().int() });

export const promptsContract = {
  prompts: {
    list: procedure.output(z.array(promptSchema)),
    create: procedure.input(z.object({ name: promptNameSchema, text: z.string().default("") })).output(promptSchema),
    rename: procedure.input(byPrompt.extend({ name: promptNameSchema })).output(nothing),
    remove: procedure.input(byPrompt).output(nothing),
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
    remove: procedure.input(byVersion).output(nothing),
  },
  labels: {
    set: procedure.input(byVersion.extend({ label: labelNameSchema })).output(nothing),
    remove: procedure.input(byPrompt.extend({ label: z.string() })).output(nothing),
  },
};
