import type { z } from "zod";
import type { Judge } from "../../../shared/domain/judge.ts";
import { Problem } from "../../../shared/problem.ts";
import { GraderFailed, GradingStopped, noEmbedding, noJudge, type Grader } from "../checks/graded/grader.ts";
import { clip } from "../checks/quote.ts";
import { CallFailed } from "../replay/retry.ts";
import type { Store } from "../store/store.ts";
import { readAnswer } from "./answer.ts";
import type { Caller } from "./caller.ts";
import { createEmbedder } from "./embedder.ts";
import { createQuestioner } from "./questioner.ts";

export interface GraderOptions {
  store: Store;
  judge: Judge;
  caller: Caller;
  /** Whether answers of earlier runs stand in for calls. */
  useCache: boolean;
}

/** How often a judge that answers in another form is asked in all. */
const TRIES = 2;

/** A grader for one run. What it asks is asked once, however many checks ask it at the same time. */
export function createGrader({ store, judge, caller, useCache }: GraderOptions): Grader {
  const questioner = judge.model && createQuestioner({ store, caller, useCache, spec: judge.model });
  const embedder = judge.embedding && createEmbedder({ store, caller, spec: judge.embedding });
  const own = judge.instructions === "" ? "" : `\n\nThe project asks this of every judge:\n${judge.instructions}`;

  async function ask<T>(question: { system: string; user: string; answer: z.ZodType<T> }, signal: AbortSignal) {
    if (!questioner) throw new GraderFailed(noJudge);
    const calls: number[] = [];
    const by = { model: questioner.name, calls };
    let said = "";
    for (let sample = 0; sample < TRIES; sample += 1) {
      const texts = { system: question.system + own, user: question.user };
      const usable = (text: string): boolean => readAnswer(text, question.answer) !== null;
      const { id, answer } = await questioner.ask({ ...texts, sample, usable }, signal);
      calls.push(id);
      const value = readAnswer(answer, question.answer);
      if (value !== null) return { value, by };
      said = answer;
    }
    throw new GraderFailed(
      `the judge answered ${TRIES} times in another form than asked for: “${clip(said, 120)}”`,
      by,
    );
  }

  return {
    ask: (question, signal) => failing(() => ask(question, signal), questioner?.name ?? null, signal),
    async embed(texts, signal) {
      if (!embedder) throw new GraderFailed(noEmbedding);
      const vectors = await failing(() => embedder.embed(texts, signal), embedder.name, signal);
      return { vectors, by: { model: embedder.name, calls: [] } };
    },
  };
}

/** Names what went wrong for what it is: the judge's failure, or a stop that is no failure of anybody. */
async function failing<T>(work: () => Promise<T>, model: string | null, signal: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GraderFailed) throw error;
    if (signal.aborted) throw new GradingStopped(signal.reason);
    const asked = error instanceof CallFailed || (error instanceof Problem && isAboutModels(error));
    if (!asked) throw new GradingStopped(error);
    throw new GraderFailed(
      `the judge could not be asked: ${error.message}`,
      model === null ? null : { model, calls: [] },
    );
  }
}

/** A disk that is full is no failure of the judge. */
function isAboutModels({ code }: Problem): boolean {
  return ["no-model-key", "not-allowed", "unknown-model", "unreadable-file", "bad-input"].includes(code);
}
