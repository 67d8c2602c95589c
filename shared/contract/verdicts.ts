import { z } from "zod";
import { matchRuleSchema, MAX_NOTE_LENGTH, humanVerdictSchema } from "../domain/annotation.ts";
import { noOutput, procedure } from "./base.ts";
import {
  judgeHumanAgreementSchema,
  judgeCallSchema,
  judgeChoiceSchema,
  pairwiseStatusSchema,
  pairwisePreferenceSchema,
  rubricSchema,
  rubricVersionSchema,
} from "../domain/judge.ts";

/** A recorded reply; what is said of it holds wherever the same reply stands at the same place. */
export const recordedReplyRefSchema = z.object({
  runId: z.string(),
  conversationId: z.string(),
  /** Index of the user turn that it answers, from 0. */
  turn: z.number().int().min(0),
  sample: z.number().int().min(0),
});
export type RecordedReplyRef = z.infer<typeof recordedReplyRefSchema>;

const annotationNoteSchema = z.string().trim().max(MAX_NOTE_LENGTH, `a note has at most ${MAX_NOTE_LENGTH} characters`);

export const annotationsContract = {
  /** Says of a reply that it is good or bad. Without a note, one that is there stays. */
  give: procedure
    .input(recordedReplyRefSchema.extend({ verdict: humanVerdictSchema, note: annotationNoteSchema.optional() }))
    .output(noOutput),
  /** Takes a verdict back. */
  remove: procedure.input(recordedReplyRefSchema).output(noOutput),
  /** Makes a reply the expected one: what matches it passes by itself. Approving it again changes the rule. */
  approve: procedure.input(recordedReplyRefSchema.extend({ rule: matchRuleSchema })).output(noOutput),
  unapprove: procedure.input(recordedReplyRefSchema).output(noOutput),
};

const byRubricId = z.object({ id: z.string() });
const runPairSchema = z.object({ baselineRunId: z.string(), candidateRunId: z.string() });

export const judgesContract = {
  get: procedure.output(judgeChoiceSchema),
  save: procedure.input(judgeChoiceSchema).output(judgeChoiceSchema),
  /** Each judge beside people, over the replies that both judged. */
  agreement: procedure.output(z.array(judgeHumanAgreementSchema)),
  /** What a judge was asked and answered, word for word; in the order asked for, without those that are gone. */
  calls: procedure.input(z.object({ ids: z.array(z.number().int()).max(200) })).output(z.array(judgeCallSchema)),
  rubrics: {
    list: procedure.output(z.array(rubricSchema)),
    /** Newest first. */
    versions: procedure.input(byRubricId).output(z.array(rubricVersionSchema)),
    /** Makes one, or changes it: another text or threshold is a new version. */
    save: procedure
      .input(
        z.object({
          id: z.string().nullable(),
          name: z.string().trim().min(1, "a rubric needs a name").max(100),
          text: z.string().trim().min(1, "a rubric needs a text").max(20_000),
          threshold: z.number().min(0).max(1).nullable(),
          setIds: z.array(z.string()),
        }),
      )
      .output(rubricSchema),
    remove: procedure.input(byRubricId).output(noOutput),
  },
  pairwise: {
    /** What judging the changed replies would take: at most so many calls. `judge` is null while none is chosen. */
    plan: procedure
      .input(runPairSchema)
      .output(z.object({ pairs: z.number().int(), calls: z.number().int(), judge: z.string().nullable() })),
    status: procedure.input(runPairSchema).output(pairwiseStatusSchema),
    start: procedure.input(runPairSchema).output(noOutput),
    stop: procedure.input(runPairSchema).output(noOutput),
    of: procedure
      .input(runPairSchema.extend({ conversationId: z.string() }))
      .output(pairwisePreferenceSchema.nullable()),
  },
};
