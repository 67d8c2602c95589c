import { ORPCError } from "@orpc/client";
import { z } from "zod";
import { create } from "zustand";
import { type ConsentNeed, consentNeedSchema } from "../../shared/domain/consent.ts";

interface ConsentQuestion {
  needs: ConsentNeed[];
  answer: (allowed: boolean) => void;
}

/** The question that the window asks now, one at a time. */
export const consentQuestion = create<{ asked: ConsentQuestion | null }>(() => ({ asked: null }));

/**
 * Calls that a person sets in motion and that reach models, webhooks or files: these ask. What is only looked up on the
 * way, such as the estimate in a hint, says what is missing and leaves the question to them.
 */
const askingProcedures = new Set([
  "runs.start",
  "runs.resume",
  "runs.settle",
  "models.test",
  "audit.plan",
  "audit.start",
  "blame.plan",
  "blame.start",
  "bisect.plan",
  "bisect.start",
  "merge.plan",
  "merge.check.start",
  "guards.try",
  "probes.plan",
  "probes.start",
  "probes.planTry",
  "probes.try",
  "judges.pairwise.start",
]);

const refusalSchema = z.object({ code: z.literal("not-allowed"), needs: z.array(consentNeedSchema).min(1) });

let pendingAnswer: Promise<boolean> | null = null;

/**
 * Makes a call and, where somebody has to allow an address or a file first, asks the person and makes it again. Every
 * call of the window goes through here, so that no screen has to think of it. Declined, it rejects as it did.
 */
export async function withConsent<T>(
  path: readonly string[],
  input: unknown,
  call: () => Promise<T>,
  allow: (needs: ConsentNeed[]) => Promise<unknown>,
): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const needs = needsIn(error);
      if (needs === null || !askingProcedures.has(path.join(".")) || isQuickReplay(input)) throw error;
      if (!(await askOnce(needs, allow))) throw error;
    }
  }
}

/** Calls that come while a question stands wait for its answer, and are then made again. */
async function askOnce(needs: ConsentNeed[], allow: (needs: ConsentNeed[]) => Promise<unknown>): Promise<boolean> {
  pendingAnswer ??= new Promise<boolean>((answer) => consentQuestion.setState({ asked: { needs, answer } }))
    .then(async (allowed) => {
      if (allowed) await allow(needs);
      return allowed;
    })
    .finally(() => {
      pendingAnswer = null;
      consentQuestion.setState({ asked: null });
    });
  return pendingAnswer;
}

/** What Watch replays by itself must not open a question while a person types. */
function isQuickReplay(input: unknown): boolean {
  return typeof input === "object" && input !== null && "version" in input && "conversationIds" in input;
}

function needsIn(error: unknown): ConsentNeed[] | null {
  const read = error instanceof ORPCError ? refusalSchema.safeParse(error.data) : null;
  return read?.success === true ? read.data.needs : null;
}
