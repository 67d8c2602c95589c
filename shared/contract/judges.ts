import { z } from "zod";
import {
  agreementSchema,
  judgeCallSchema,
  judgeChoiceSchema,
  pairwiseStatusSchema,
  preferenceSchema,
  rubricSchema,
  rubricVersionSchema,
} from "../domain/judge.ts";
import { nothing, procedure } from "./base.ts";

const byId = z.object({ id: z.string() });
const pair = z.object({ baselineRunId: z.string(), candidateRunId: z.string() });

export const judgesContract = {
  get: procedure.output(judgeChoiceSchema),
  save: procedure.input(judgeChoiceSchema).output(judgeChoiceSchema),
  /** Each judge beside people, over the replies that both judged. */
  agreement: procedure.output(z.array(agreementSchema)),
  /** What a judge was asked and answered, word for word; in the order asked for, without those that are gone. */
  calls: procedure.input(z.object({ ids: z.array(z.number().int()).max(200) })).output(z.array(judgeCallSchema)),
  rubrics: {
    list: procedure.output(z.array(rubricSchema)),
    /** Newest first. */
    versions: procedure.input(byId).output(z.array(rubricVersionSchema)),
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
    remove: procedure.input(byId).output(nothing),
  },
  pairwise: {
    /** What judging the changed replies would take: at most so many calls. `judge` is null while none is chosen. */
    plan: procedure
      .input(pair)
      .output(z.object({ pairs: z.number().int(), calls: z.number().int(), judge: z.string().nullable() })),
    status: procedure.input(pair).output(pairwiseStatusSchema),
    start: procedure.input(pair).output(nothing),
    stop: procedure.input(pair).output(nothing),
    of: procedure.input(pair.extend({ conversationId: z.string() })).output(preferenceSchema.nullable()),
  },
};
