import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { BlameRequest } from "../../../shared/contract/blame.ts";
import type { BlameState } from "../../../shared/domain/blame.ts";
import type { Comparison, Outcome } from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { confirm, toast, toastProblem } from "../../ui/index.ts";
import { useDraft } from "../prompt/use-draft.ts";
import { readBudget, useReplayOptions } from "../replay/replay-options.ts";
import { sideName, type Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";

export interface BlamePair {
  promptId: string;
  setId: string;
  baseline: Side;
  candidate: Side;
}

/** What is known of an edit; null for one that nobody asked about. */
export function useBlameOf(pair: BlamePair | null): BlameState | null {
  const input = pair ?? { promptId: "", setId: "", baseline: 1, candidate: 1 };
  const query = useQuery(orpc.blame.of.queryOptions({ input, enabled: pair !== null }));
  return pair === null ? null : (query.data ?? null);
}

export interface Blaming {
  state: BlameState | null;
  /** Conversations that broke or were fixed. */
  changed: readonly string[];
  /** Null where it cannot be asked now. */
  start: (() => void) | null;
  stop: () => void;
}

/** Which line of the edit on screen changed what it did, and how to find that out. */
export function useBlame(loop: Loop, comparison: Comparison | null): Blaming {
  const { prompt, set, model, sides, baselineRun, candidateRun } = loop;
  const canWrite = useCanWrite();
  const budget = useReplayOptions();
  const pair =
    prompt !== null && set !== null && sides.baseline !== null
      ? { promptId: prompt.id, setId: set.id, baseline: sides.baseline, candidate: sides.candidate }
      : null;
  const state = useBlameOf(pair);
  const savedAt = useDraft(prompt?.id ?? null)?.state.savedAt;
  // What was found out of a draft is over with its next word, and the engine does not tell of those.
  useEffect(() => {
    if (savedAt !== undefined) void queryClient.invalidateQueries({ queryKey: orpc.blame.of.key() });
  }, [savedAt]);
  const isOfThese = comparison?.candidate.id === candidateRun?.id && comparison?.baseline?.id === baselineRun?.id;
  const changed = useMemo(() => {
    const rows = isOfThese ? (comparison?.rows ?? []) : [];
    const ids = (outcome: Outcome): string[] => rows.filter((row) => row.outcome === outcome).map((row) => row.id);
    return [...ids("broke"), ...ids("fixed")];
  }, [isOfThese, comparison]);
  const running = [baselineRun, candidateRun].some((run) => run?.progress.status === "running");
  const can = canWrite && pair !== null && model !== null && changed.length > 0 && !running && !state?.running;
  const start = (): void => {
    if (!pair || !model) return;
    const { provider, model: name, baseUrl, settings } = model;
    const spec = { provider, model: name, baseUrl, settings };
    void askAndStart({ ...pair, model: spec, conversationIds: changed }, () => readBudget(budget));
  };
  return {
    state,
    changed,
    start: can ? start : null,
    stop: () => {
      if (state) client.blame.stop({ id: state.id }).catch((error: unknown) => toastProblem("It did not stop", error));
    },
  };
}

/** Says beforehand how many calls it takes. */
async function askAndStart(asked: BlameRequest, budgetOf: () => BlameRequest["budget"]): Promise<void> {
  try {
    const request = { ...asked, budget: budgetOf() };
    const plan = await client.blame.plan(request);
    if (plan.hunks === 0) {
      toast({ title: "There is no difference between the two versions" });
      return;
    }
    const limit = request.budget?.calls ?? null;
    const most = limit === null ? plan.calls : Math.min(limit, plan.calls);
    const likely = Math.min(plan.likelyCalls, most).toLocaleString("en");
    const versions = `${sideName(asked.baseline)} → ${sideName(asked.candidate)}`;
    const yes =
      plan.calls === 0 ||
      (await confirm({
        title: "Which line did it?",
        text: `${plural(plan.conversations.length, "conversation")} ${plan.conversations.length === 1 ? "is" : "are"} replayed with parts of ${versions}, which has ${plural(plan.hunks, "change")}: about ${likely} calls where one change did it, at most ${most.toLocaleString("en")}. You can stop at any time; what was learnt is kept.`,
        action: "Find out",
      }));
    if (yes) await client.blame.start(request);
  } catch (error) {
    toastProblem("The line could not be found out", error);
  }
}
