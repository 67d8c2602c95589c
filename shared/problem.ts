import { z } from "zod";

/** What went wrong, as a word that code can act on. */
export const problemCodeSchema = z.enum([
  "bad-input",
  "not-found",
  "ambiguous",
  "unchanged",
  "conflict",
  "busy",
  "unreadable-file",
  "not-a-project",
  "newer-project",
  "damaged-project",
  "read-only",
  "disk-full",
  "unwritten",
  "no-model-key",
  "not-allowed",
  "unknown-model",
  "internal",
]);
export type ProblemCode = z.infer<typeof problemCodeSchema>;

export const problemDetailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
type ProblemDetails = z.infer<typeof problemDetailsSchema>;

/**
 * An error meant for a person: the message says what happened, where, and what to do.
 * Crosses the contract as a value with its code and details; the stack stays behind.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, message: string, details: ProblemDetails = {}) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.details = details;
  }
}
