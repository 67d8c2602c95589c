import { ORPCError } from "@orpc/client";
import { z } from "zod";
import { messageOf } from "../../shared/message-of.ts";
import { Problem, problemCodeSchema, type ProblemCode } from "../../shared/problem.ts";

export interface ToldProblem {
  code: ProblemCode;
  message: string;
}

const problemData = z.object({ code: problemCodeSchema });
const inputIssues = z.object({ issues: z.array(z.object({ message: z.string() })).min(1) });

/** What went wrong, in words for a person, whatever was thrown. */
export function problemOf(error: unknown): ToldProblem {
  if (error instanceof Problem) return { code: error.code, message: error.message };
  if (error instanceof ORPCError) {
    const problem = problemData.safeParse(error.data);
    if (problem.success) return { code: problem.data.code, message: error.message };
    const refused = inputIssues.safeParse(error.data);
    if (refused.success) return { code: "bad-input", message: refused.data.issues.map((i) => i.message).join("; ") };
  }
  return { code: "internal", message: messageOf(error) };
}
