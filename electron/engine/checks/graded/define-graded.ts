import type { JudgedBy } from "../../../../shared/domain/judge.ts";
import type { ModelGradedType } from "../../../../shared/rules/sample-status.ts";
import {
  defineKind,
  type CheckContext,
  type CheckKind,
  type CheckDefinition,
  type Finding,
  type ReplyUnderCheck,
} from "../check-kind.ts";
import { clipText } from "../message-text.ts";
import { GraderFailed, noJudge, type Grader, type JudgeQuestion } from "./grader.ts";
import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { describeValue, readText, type ReadResult, readScoreThreshold } from "../read-value.ts";

/** A judge is asked for three sentences; one that writes an essay is cut. In UTF-16 units. */
const MAX_REASON = 700;

/** What a graded check works with: the reply, what was asked, and the judge. */
export interface Grading {
  reply: ReplyUnderCheck;
  asked: CheckContext["asked"];
  ask<T>(question: JudgeQuestion<T>): Promise<T>;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

interface GradedDefinition<V, Type extends ModelGradedType> extends CheckDefinition<V, Type> {
  grade(wanted: V, grading: Grading): Promise<Finding>;
}

/** Makes a kind that asks a model. The calls it took stand with its verdict, also where it is an error. */
export function defineGraded<V, Type extends ModelGradedType>(definition: GradedDefinition<V, Type>): CheckKind<Type> {
  const { grade, ...rest } = definition;
  return defineKind<V, Type>({
    ...rest,
    async find(wanted, reply, { grader, asked, signal }) {
      if (grader === null) return { problem: noJudge };
      const heard: JudgedBy[] = [];
      const finding = await grade(wanted, { reply, asked, ...recordingCalls(grader, signal, heard) }).catch(
        (error: unknown): Finding => {
          if (!(error instanceof GraderFailed)) throw error;
          if (error.by) heard.push(error.by);
          return { problem: error.message };
        },
      );
      const judge = mergeJudges(heard);
      const short =
        "problem" in finding
          ? { problem: clipText(finding.problem, MAX_REASON) }
          : { ...finding, actual: clipText(finding.actual, MAX_REASON) };
      return judge === null ? short : { ...short, judge };
    },
  });
}

function recordingCalls(grader: Grader, signal: AbortSignal, heard: JudgedBy[]): Pick<Grading, "ask" | "embed"> {
  return {
    async ask(question) {
      const { value, by } = await grader.ask(question, signal);
      heard.push(by);
      return value;
    },
    async embed(texts) {
      const { vectors, by } = await grader.embed(texts, signal);
      heard.push(by);
      return vectors;
    },
  };
}

function mergeJudges(heard: readonly JudgedBy[]): JudgedBy | null {
  if (heard.length === 0) return null;
  const models = [...new Set(heard.map(({ model }) => model))];
  return { model: models.join(", "), calls: [...new Set(heard.flatMap(({ calls }) => calls))] };
}

/** A value with the score that has to be reached. */
export interface WithThreshold<V> {
  value: V;
  threshold: number;
}

/** Reads what `read` reads, and the threshold beside it. */
export function readWithThreshold<V>(
  check: Check,
  fallback: number,
  read: ReadResult<V>,
): ReadResult<WithThreshold<V>> {
  if (!("value" in read)) return read;
  const threshold = readScoreThreshold(check, fallback);
  return "value" in threshold ? { value: { value: read.value, threshold: threshold.value } } : threshold;
}

/** One text or a list of them. Commas separate nothing here: these texts are sentences. */
export function readSentences(value: JsonValue): ReadResult<string[]> {
  if (!Array.isArray(value)) {
    const one = readText(value);
    return "value" in one ? { value: [one.value] } : one;
  }
  if (value.length === 0) return { needs: "at least one text" };
  const texts: string[] = [];
  for (const [at, item] of value.entries()) {
    const one = readText(item);
    if (!("value" in one)) return { problem: `text ${at + 1} of the list is ${describeValue(item)}` };
    texts.push(one.value);
  }
  return { value: texts };
}

/** The cosine of the angle between two vectors of one length, from -1 to 1; 0 where one of them is null. */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  const lengths = Math.sqrt(dotProduct(a, a)) * Math.sqrt(dotProduct(b, b));
  // Rounding may take two equal vectors a hair beyond 1.
  return lengths === 0 ? 0 : Math.max(-1, Math.min(1, dotProduct(a, b) / lengths));
}

export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

export function euclideanDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
