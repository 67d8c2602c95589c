import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ComparisonRow, ConversationComparison } from "../../../shared/domain/comparison.ts";
import { orpc } from "../../engine-client/index.ts";

/** Both sides' replies of one conversation in one sample; read anew when its row says that there is more. */
export function useEvidence(baselineRunId: string | null, candidateRunId: string | null, row: ComparisonRow | null) {
  const [picked, setPicked] = useState<{ id: string; sample: number } | null>(null);
  const sample = picked && picked.id === row?.id ? picked.sample : 0;
  const runs = `${baselineRunId} ${candidateRunId}`;
  const shown = useRef(runs);
  const query = useQuery({
    ...orpc.compare.conversation.queryOptions({
      input: { baselineRunId, candidateRunId: candidateRunId ?? "", conversationId: row?.id ?? "", sample },
      enabled: candidateRunId !== null && row !== null,
    }),
    // Stepping through a list keeps the page still; replies of other runs would stand under the wrong names.
    placeholderData: (before: ConversationComparison | undefined) => (shown.current === runs ? before : undefined),
  });
  const { refetch, isPlaceholderData } = query;
  useEffect(() => {
    if (!isPlaceholderData) shown.current = runs;
  }, [runs, isPlaceholderData]);
  const signature =
    row === null
      ? ""
      : JSON.stringify([row.outcome, row.baseline, row.candidate, row.detail, row.cause, row.review, row.flags]);
  const seen = useRef({ id: row?.id, signature });
  useEffect(() => {
    const before = seen.current;
    seen.current = { id: row?.id, signature };
    if (before.id === row?.id && before.signature !== signature) void refetch();
  }, [row?.id, signature, refetch]);

  return {
    evidence: row === null || candidateRunId === null ? null : (query.data ?? null),
    error: query.error,
    retry: () => void refetch(),
    sample,
    setSample: (next: number): void => {
      if (row) setPicked({ id: row.id, sample: next });
    },
  };
}
