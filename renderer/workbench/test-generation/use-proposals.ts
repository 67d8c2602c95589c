import type { TestGenerationPlan, TestGenerationRequest } from "../../../shared/contract/analyses.ts";
import type { TestGenerationState, TestProposal } from "../../../shared/domain/test-generation.ts";
import { plural } from "../../../shared/format/count.ts";
import { sideName, type Side } from "../state/choose-runs.ts";
import { formatCost } from "../../../shared/format/values.ts";
import { select } from "../../shell/index.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toast, toastProblem } from "../../ui/index.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import { readCallLimit } from "../state/replay-options.ts";
import type { RegressionTestRequest } from "../regression-tests/regression-test.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import { requireSaved } from "../state/use-replay.ts";

/** What asking takes, before it starts. */
export function formatProposalPlan({ model, calls, cost }: TestGenerationPlan): string {
  if (calls === 0) return `${model} was asked this before: it takes no call.`;
  const price = cost === null ? "price unknown" : cost === 0 ? "no cost" : `at most about ${formatCost(cost)}`;
  return `1 call of ${model}, 2 where its answer cannot be read · ${price}`;
}

/** How far it is, or how it ended. */
export function formatProposalState(state: TestGenerationState): string {
  const { running, doing, model, proposals, problem, triedOn, calls, cached } = state;
  if (running && doing === "asking") return `Asking ${model}…`;
  const tried = proposals.filter(({ trial }) => trial !== null).length;
  if (running) return `Replaying on ${triedOn === null ? "" : sideName(triedOn)}: ${tried} of ${proposals.length}`;
  if (problem !== null) return problem;
  const took = calls === 0 && cached > 0 ? "known, no call" : plural(calls, "call");
  if (triedOn === null) return `${plural(proposals.length, "proposal")} · ${took}`;
  const failing = proposals.filter(({ trial }) => trial?.outcome === "fail").length;
  return `${failing} of ${plural(proposals.length, "proposal")} ${failing === 1 ? "fails" : "fail"} on ${sideName(triedOn)} · ${took}`;
}

/** Sign and word of a proposal that was replayed. */
export function formatProposalTrial({ trial }: TestProposal): { sign: string; word: string } | null {
  if (trial === null) return null;
  if (trial.outcome === "failed") return { sign: "!", word: "not replayed" };
  return trial.outcome === "pass" ? { sign: "✓", word: "passes" } : { sign: "✗", word: "fails" };
}

/** Adds proposals to a set, one after the other; gives back those that came in, as they were proposed. */
export async function addProposals(
  setId: string,
  setName: string,
  proposals: readonly TestProposal[],
): Promise<string[]> {
  const added: string[] = [];
  let first: string | null = null;
  try {
    for (const { conversation } of proposals) {
      const { id } = await client.guards.freshId({ setId, like: conversation.id });
      await client.conversations.save({ setId, conversation: { ...conversation, id }, replaces: null });
      first ??= id;
      added.push(conversation.id);
    }
    toast({
      title: `${plural(added.length, "conversation")} added to ${setName}`,
      text: "With the tag “probe”. The next replay asks them too.",
    });
  } catch (error) {
    toastProblem(added.length === 0 ? "Nothing was added" : `Only ${added.length} were added`, error);
  }
  if (first !== null) select({ setId, conversationId: first });
  return added;
}

/** What a person has chosen before anything is asked. */
interface ProposalSettings {
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
export function useProposals(question: RegressionTestRequest, choice: ProposalSettings, draft: OpenDraft | null) {
  const [searchId, setSearchId] = useState<string | null>(null);
  const { setId, version, model, count, round, limit } = choice;
  const budget = readCallLimit(limit);
  const request: TestGenerationRequest = {
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
    ask: (more: Partial<TestGenerationRequest> = {}): void =>
      void attempt("Nothing could be asked", () => client.probes.start({ ...request, ...more })),
    tryAll: (): void => void attempt("The proposals could not be replayed", () => client.probes.try(tryRequest)),
    stop: (): void => {
      if (searchId !== null && state?.running) void client.probes.stop({ id: searchId }).catch(() => undefined);
    },
  };
}
