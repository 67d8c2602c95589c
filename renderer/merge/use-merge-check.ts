import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { MergeCheckRequest } from "../../shared/contract/analyses.ts";
import type { ConversationSet } from "../../shared/domain/conversation.ts";
import type { SavedModel } from "../../shared/domain/model.ts";
import { client, orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { toastProblem } from "../ui/index.ts";
import { readCallLimit } from "../workbench/state/replay-options.ts";
import { changeMergeWork, sameSettings, type OpenMergeState } from "./merge-state.ts";

const PAUSE_MS = 300;

/** What the check of a merge would take, the check of this very text as far as it is, and how to begin and stop it. */
export function useMergeCheck(merge: OpenMergeState, set: ConversationSet | null, model: SavedModel | null) {
  const [limit, setLimit] = useState("");
  const budget = readCallLimit(limit);
  const { promptId, ours, theirs, settings, text, work, open } = merge;
  const settled = useDebouncedText(text);
  const ready = open.conflicts.length + open.loose.length === 0 && !merge.preview.upToDate;
  const request: MergeCheckRequest | null =
    ready && set && model && budget !== undefined
      ? {
          promptId,
          ours,
          theirs,
          text: settled,
          settings,
          setId: set.id,
          budget,
          model: { provider: model.provider, model: model.model, baseUrl: model.baseUrl, settings: model.settings },
        }
      : null;

  const begun = work.check;
  const isOfThis =
    begun !== null &&
    begun.text === text &&
    begun.setId === set?.id &&
    begun.modelId === model?.id &&
    sameSettings(begun.settings, settings);
  const check = useQuery(
    orpc.merge.check.get.queryOptions({
      input: { id: begun?.id ?? "" },
      enabled: begun !== null,
      retry: false,
      // Thousands of conversations are compared with those before at every step, only to be drawn anew all the same.
      structuralSharing: false,
    }),
  );
  // The engine was started again since: what it learnt is kept, the check itself has to be begun anew.
  const forgotten = check.error !== null && problemOf(check.error).code === "not-found";
  const known = begun === null || forgotten ? null : (check.data ?? null);
  const plan = useQuery(
    orpc.merge.plan.queryOptions({
      input: request ?? emptyRequest,
      enabled: request !== null,
      retry: false,
      staleTime: 0,
    }),
  );

  const start = async (asked: MergeCheckRequest): Promise<void> => {
    try {
      const started = await client.merge.check.start(asked);
      queryClient.setQueryData(orpc.merge.check.get.queryOptions({ input: { id: started.id } }).queryKey, started);
      const about = { text: asked.text, settings, setId: asked.setId, modelId: model?.id ?? "" };
      changeMergeWork(merge.key, { check: { id: started.id, ...about } });
    } catch (error) {
      toastProblem("The check could not be started", error);
    }
  };
  return {
    limit,
    setLimit,
    limitProblem: budget === undefined ? "A whole number above 0, or nothing." : null,
    callsAtMost: budget?.calls ?? null,
    /** Null while there is nothing to plan, while somebody types, and while it is read. */
    plan: request === null || request.text !== text ? null : (plan.data ?? null),
    problem: request === null || plan.error === null ? null : problemOf(plan.error).message,
    /** Of this text; null where it was not begun. */
    check: isOfThis ? known : null,
    /** Of a text that has been edited since: what it found is about another one. */
    outdated: isOfThis ? null : known,
    start: request === null || request.text !== text ? null : () => void start(request),
    stop: (): void => {
      if (known === null) return;
      client.merge.check
        .stop({ id: known.id })
        .catch((error: unknown) => toastProblem("The check did not stop", error));
    },
  };
}
export type MergeCheckControl = ReturnType<typeof useMergeCheck>;

/** A text once it has not changed for a moment. */
function useDebouncedText(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

const emptyRequest: MergeCheckRequest = {
  promptId: "",
  ours: "-",
  theirs: "-",
  text: "",
  setId: "",
  model: { provider: "scripted", model: "none", baseUrl: null, settings: {} },
};
