import type { z } from "zod";
import type { JudgedBy } from "../../../../shared/domain/judge.ts";

/** What a judge is asked, and the form of the answer. */
export interface Question<T> {
  system: string;
  user: string;
  answer: z.ZodType<T>;
}

/** Asks the judge model, and the model that makes vectors of texts. Both reject with GraderFailed or GradingStopped. */
export interface Grader {
  /** An answer in another form than asked for is asked for once more; a second one is a failure. */
  ask<T>(question: Question<T>, signal: AbortSignal): Promise<{ value: T; by: JudgedBy }>;
  /** A vector for each text, in their order and all of one length. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<{ vectors: Float32Array[]; by: JudgedBy }>;
}

/** The judge could not be asked or did not answer as asked: an error of the check, never a verdict. */
export class GraderFailed extends Error {
  /** Who was asked; null where nobody could be. */
  readonly by: JudgedBy | null;

  constructor(message: string, by: JudgedBy | null = null) {
    super(message);
    this.name = "GraderFailed";
    this.by = by;
  }
}

/** A judge or webhook was kept from answering by the run itself: its `cause` is why. No verdict may be made of it. */
export class GradingStopped extends Error {
  constructor(cause: unknown) {
    super("checking was stopped", { cause });
    this.name = "GradingStopped";
  }
}

export const noJudge = "no judge model is chosen: choose one in Settings, under “Judge”";
export const noEmbedding = "no embedding model is chosen: choose one in Settings, under “Judge”";
