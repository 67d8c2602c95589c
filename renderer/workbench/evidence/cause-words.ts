import type { Cause } from "../../../shared/domain/comparison.ts";

/** Why an answer is another one. */
export function causeInWords(cause: Cause): string {
  return cause === "edit" ? "the edit itself changed this answer" : "an earlier turn drifted, not this answer";
}

/** The same of one turn's reply, beside its number. */
export function turnCauseInWords(cause: Cause): string {
  return cause === "edit" ? "changed by the edit itself" : "drifted after an earlier turn";
}
