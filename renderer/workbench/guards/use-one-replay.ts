import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import { client, orpc } from "../../engine-client/index.ts";
import { ended } from "../watch/watch-port.ts";
import type { GuardQuestion, MadeConversation } from "./guard-store.ts";

/** The replay of one conversation on the version of its reply, and on the other side's. */
export function useOneReplay(
  { promptId, model, side, other }: GuardQuestion,
  { setId, conversationId }: MadeConversation,
) {
  const requests = [...(other ? [other] : []), side].map(({ version }): ReplayRequest => ({
    promptId,
    setId,
    version,
    model,
    conversationIds: [conversationId],
  }));
  const [runs, setRuns] = useState<{ baseline: string | null; candidate: string } | null>(null);
  const plan = useQuery({
    queryKey: [...orpc.runs.key(), "one", requests],
    queryFn: () => Promise.all(requests.map((request) => client.runs.plan(request))),
  });
  const replay = useMutation({
    mutationFn: async () => {
      const begun = await Promise.all(requests.map((request) => client.runs.start(request)));
      await Promise.all(begun.map(({ id }) => ended(id, () => undefined)));
      const candidate = begun.at(-1);
      if (candidate) setRuns({ baseline: begun.length > 1 ? (begun[0]?.id ?? null) : null, candidate: candidate.id });
    },
  });
  const result = useQuery({
    ...orpc.compare.conversation.queryOptions({
      input: { baselineRunId: runs?.baseline ?? null, candidateRunId: runs?.candidate ?? "", conversationId },
    }),
    enabled: runs !== null,
  });
  return { plan, replay, result };
}
