import { oc } from "@orpc/contract";
import { z } from "zod";
import { consentNeedSchema } from "../domain/consent.ts";
import { problemCodeSchema, problemDetailsSchema } from "../problem.ts";

/** All failures that a person can do something about arrive as one typed error. */
export const procedure = oc.errors({
  PROBLEM: {
    status: 422,
    data: z.object({
      code: problemCodeSchema,
      details: problemDetailsSchema,
      /** With "not-allowed": what a person has to allow first. */
      needs: z.array(consentNeedSchema).optional(),
    }),
  },
});

export const noOutput = z.void();
