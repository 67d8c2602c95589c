import { useQuery } from "@tanstack/react-query";
import type { BisectRequest } from "../../../shared/contract/bisect.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toastProblem } from "../../ui/index.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { requireSaved } from "../replay/start-replay.ts";
import type { Loop } from "../use-loop.ts";
import { useBisectState } from "./bisect-store.ts";
import { readLimit } from "./read-limit.ts";

/** The search that the panel shows, what it would take, and how to begin and to stop it. */
export function useBisect(loop: Loop, draft: OpenDraft | null) {
  const { question, limit, searchId } = useBisectState();
  const { model } = loop;
  const budget = readLimit(limit);
  const request: BisectRequest | null =
    question && model && budget !== undefined
      ? {
          promptId: question.promptId,
          setId: question.setId,
          conversationIds: [...question.conversationIds],
          good: question.good,
          bad: question.bad,
          model: { provider: model.provider, model: model.model, baseUrl: model.baseUrl, settings: model.settings },
          budget,
        }
      : null;
  const empty: BisectRequest = {
    promptId: "",
    setId: "",
    conversationIds: [""],
    good: "",
    bad: "",
    model: { provider: "scripted", model: "none", baseUrl: null, settings: {} },
  };
  const plan = useQuery(
    orpc.bisect.plan.queryOptions({
      input: request ?? empty,
      enabled: request !== null && searchId === null,
      retry: false,
    }),
  );
  const search = useQuery(
    orpc.bisect.get.queryOptions({ input: { id: searchId ?? "" }, enabled: searchId !== null, retry: false }),
  );

  const start = async (asked: BisectRequest): Promise<void> => {
    try {
      if (draft && (asked.good === "draft" || asked.bad === "draft")) await requireSaved(draft.saver);
      const begun = await client.bisect.start(asked);
      queryClient.setQueryData(orpc.bisect.get.queryOptions({ input: { id: begun.id } }).queryKey, begun);
      useBisectState.setState({ searchId: begun.id, shown: null });
    } catch (error) {
      toastProblem("The search could not be started", error);
    }
  };

  return {
    plan: plan.data ?? null,
    problem: searchId === null ? plan.error : search.error,
    search: searchId === null ? null : (search.data ?? null),
    limitProblem: budget === undefined ? "A whole number above 0, or nothing." : null,
    start: request === null ? null : () => void start(request),
    stop: (): void => {
      if (searchId !== null)
        client.bisect.stop({ id: searchId }).catch((error: unknown) => toastProblem("The search did not stop", error));
    },
  };
}
export type BisectView = ReturnType<typeof useBisect>;
