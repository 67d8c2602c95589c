import { useQuery } from "@tanstack/react-query";
import { plural } from "../../../shared/rules/plural.ts";
import { client, orpc } from "../../engine-client/index.ts";
import { confirm, toast, toastProblem } from "../../ui/index.ts";

export interface ComparedRuns {
  baselineRunId: string;
  candidateRunId: string;
}

/** What the judge prefers, and how to have it say so; null runs are none to compare. */
export function usePairwise(runs: ComparedRuns | null, conversationId: string) {
  const input = runs ?? { baselineRunId: "", candidateRunId: "" };
  const enabled = runs !== null;
  const status = useQuery(orpc.judges.pairwise.status.queryOptions({ input, enabled }));
  const preference = useQuery(orpc.judges.pairwise.of.queryOptions({ input: { ...input, conversationId }, enabled }));
  return {
    status: status.data ?? null,
    preference: preference.data ?? null,
    start: (): void => {
      if (runs) void askAndStart(runs);
    },
    stop: (): void => {
      if (runs)
        client.judges.pairwise.stop(runs).catch((error: unknown) => toastProblem("Judging did not stop", error));
    },
  };
}

/** Says beforehand how many calls it takes. */
async function askAndStart(runs: ComparedRuns): Promise<void> {
  try {
    const { pairs, calls, judge } = await client.judges.pairwise.plan(runs);
    if (judge !== null && pairs === 0) {
      toast({ title: "Every changed reply has been judged pairwise" });
      return;
    }
    const yes =
      judge === null ||
      (await confirm({
        title: `Judge ${plural(pairs, "changed reply", "changed replies")} pairwise?`,
        text: `${judge} sees both replies in both orders: up to ${plural(calls, "call")}, fewer where it was asked before. A preference for the place cancels out. You can stop it at any time.`,
        action: `Make up to ${plural(calls, "call")}`,
      }));
    if (yes) await client.judges.pairwise.start(runs);
  } catch (error) {
    toastProblem("The replies could not be judged pairwise", error);
  }
}
