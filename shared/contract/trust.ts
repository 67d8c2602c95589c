import { z } from "zod";
import { consentKeySchema, consentSchema } from "../domain/trust.ts";
import { nothing, procedure } from "./base.ts";

export const trustContract = {
  /** What this person has allowed on this machine, for every project. */
  list: procedure.output(z.array(consentSchema)),
  /** A person said yes; addresses are taken by scheme, host and port. Gives back the whole list. */
  allow: procedure
    .input(z.object({ consents: z.array(consentKeySchema).min(1).max(100) }))
    .output(z.array(consentSchema)),
  /** Takes one back; what is under way stops at its next call. */
  takeBack: procedure.input(consentKeySchema).output(nothing),
};
