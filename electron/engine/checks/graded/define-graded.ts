import type { JudgedBy } from "../../../../shared/domain/judge.ts";
import {
  defineKind,
  type CheckContext,
  type CheckKind,
  type Definition,
  type Finding,
  type ReplyUnderCheck,
} from "../check-kind.ts";
import { clip } from "../quote.ts";
import { GraderFailed, noJudge, type Grader, type Question } from "./grader.ts";

/** A judge is asked for three sentences; one that writes an essay is cut. In UTF-16 units. */
const MOST = 700;

/** What a graded check works with: the reply, what was asked, and the judge. */
export interface Grading {
  reply: ReplyUnderCheck;
  asked: CheckContext["asked"];
  ask<T>(question: Question<T>): Promise<T>;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

interface GradedDefinition<V> extends Definition<V> {
  grade(wanted: V, grading: Grading): Promise<Finding>;
}

/** Makes a kind that asks a model. The calls it took stand with its verdict, also where it is an error. */
export function defineGraded<V>({ grade, ...rest }: GradedDefinition<V>): CheckKind {
  return defineKind<V>({
    ...rest,
    async find(wanted, reply, { grader, asked, signal }) {
      if (grader === null) return { problem: noJudge };
      const heard: JudgedBy[] = [];
      const finding = await grade(wanted, { reply, asked, ...listening(grader, signal, heard) }).catch(
        (error: unknown): Finding => {
          if (!(error instanceof GraderFailed)) throw error;
          if (error.by) heard.push(error.by);
          return { problem: error.message };
        },
      );
      const judge = joined(heard);
      const short =
        "problem" in finding
          ? { problem: clip(finding.problem, MOST) }
          : { ...finding, found: clip(finding.found, MOST) };
      return judge === null ? short : { ...short, judge };
    },
  });
}

function listening(grader: Grader, signal: AbortSignal, heard: JudgedBy[]): Pick<Grading, "ask" | "embed"> {
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

function joined(heard: readonly JudgedBy[]): JudgedBy | null {
  if (heard.length === 0) return null;
  const models = [...new Set(heard.map(({ model }) => model))];
  return { model: models.join(", "), calls: [...new Set(heard.flatMap(({ calls }) => calls))] };
}
