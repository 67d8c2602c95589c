import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ProbeRequest } from "../../../shared/contract/probes.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toastProblem } from "../../ui/index.ts";
import { readLimit } from "../bisect/read-limit.ts";
import type { GuardQuestion } from "../guards/guard-store.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { requireSaved } from "../replay/start-replay.ts";
import type { Side } from "../run-choice.ts";

/** What a person has chosen before anything is asked. */
export interface ProbeChoice {
  setId: string;
  version: Side;
  /** Null: the judge. */
  model: ModelSpec | null;
  count: number;
  round: number;
  /** The limit on calls as it is typed. */
  limit: string;
}

/** Proposals for one reply: what they take, how they come, and how each of them is replayed once. */
export function useProbes(question: GuardQuestion, choice: ProbeChoice, draft: OpenDraft | null) {
  const [searchId, setSearchId] = useState<string | null>(null);
  const { setId, version, model, count, round, limit } = choice;
  const budget = readLimit(limit);
  const request: ProbeRequest = {
    promptId: question.promptId,
    setId,
    reply: question.pair.reply,
    version,
    model,
    count,
    round,
    budget: budget ?? null,
  };
  const plan = useQuery({
    ...orpc.probes.plan.queryOptions({ input: request }),
    enabled: budget !== undefined && setId !== "",
    // What the answer is known to depend on may have been saved since.
    gcTime: 0,
  });
  const search = useQuery(orpc.probes.get.queryOptions({ input: { id: searchId ?? "" }, enabled: searchId !== null }));
  const state = searchId === null ? null : (search.data ?? null);
  const ready = state !== null && !state.running && state.proposals.length > 0;
  const tryRequest = { id: searchId ?? "", version, model: question.model, budget: budget ?? null };
  const tryPlan = useQuery({
    ...orpc.probes.planTry.queryOptions({ input: tryRequest }),
    enabled: ready && budget !== undefined,
    gcTime: 0,
  });

  const attempt = async (title: string, step: () => Promise<{ id: string }>): Promise<void> => {
    try {
      if (draft && version === "draft") await requireSaved(draft.saver);
      const begun = await step();
      queryClient.setQueryData(orpc.probes.get.queryKey({ input: { id: begun.id } }), await client.probes.get(begun));
      setSearchId(begun.id);
    } catch (error) {
      toastProblem(title, error);
    }
  };

  return {
    plan,
    state,
    error: search.error,
    limitProblem: budget === undefined ? "A whole number above 0, or nothing." : null,
    tryCalls: tryPlan.data?.calls ?? null,
    ask: (more: Partial<ProbeRequest> = {}): void =>
      void attempt("Nothing could be asked", () => client.probes.start({ ...request, ...more })),
    tryAll: (): void => void attempt("The proposals could not be replayed", () => client.probes.try(tryRequest)),
    stop: (): void => {
      if (searchId !== null && state?.running) void client.probes.stop({ id: searchId }).catch(() => undefined);
    },
  };
}
export type ProbesView = ReturnType<typeof useProbes>;
