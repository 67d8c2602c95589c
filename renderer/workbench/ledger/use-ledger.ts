import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { Ledger, LedgerRule, LedgerSuggestion, TouchedRule } from "../../../shared/domain/ledger.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toastProblem } from "../../ui/index.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { requireSaved } from "../replay/start-replay.ts";
import type { Loop } from "../use-loop.ts";

export interface LedgerActions {
  /** Links or unlinks a rule that stands in the text. */
  link(rule: LedgerRule, conversationIds: readonly string[], linked: boolean): void;
  unlink(ruleIds: readonly string[], conversationIds: readonly string[]): void;
  /** The rule stands for one that is gone from now on. */
  replace(goneId: string, by: LedgerRule): void;
  answer(suggestions: readonly LedgerSuggestion[], confirm: boolean): void;
}

export interface OpenLedger {
  ledger: Ledger | null;
  conversations: readonly ConversationSummary[];
  error: unknown;
  /** Null where nothing can be written. */
  actions: LedgerActions | null;
}

/** The ledger of the text on screen. `viewed` is an older version; `asked` is false while nobody looks. */
export function useLedger(loop: Loop, draft: OpenDraft, viewed: number | null, asked: boolean): OpenLedger {
  const { prompt, set } = loop;
  const canWrite = useCanWrite();
  const over = { promptId: prompt?.id ?? "", setId: set?.id ?? "" };
  const enabled = asked && prompt !== null && set !== null;
  const ref = viewed === null ? "draft" : `v${viewed}`;
  const ledger = useQuery({
    ...orpc.ledger.get.queryOptions({ input: { ...over, ref }, enabled }),
    placeholderData: keepPreviousData,
  });
  const listed = useQuery(orpc.conversations.list.queryOptions({ input: { setId: over.setId }, enabled }));
  useReadAgain(draft);
  const act = (title: string, work: () => Promise<unknown>): void => {
    const all = async (): Promise<void> => {
      if (viewed === null) await requireSaved(draft.saver);
      await work();
    };
    all().catch((error: unknown) => toastProblem(title, error));
  };
  const actions: LedgerActions = {
    link({ line, text, ids }, conversationIds, linked) {
      if (!linked) return this.unlink(ids, conversationIds);
      const request = { ...over, rule: { ref, line, text }, conversationIds: [...conversationIds] };
      act("The rule could not be linked", () => client.ledger.link(request));
    },
    unlink: (ruleIds, conversationIds) =>
      act("The link could not be removed", () =>
        client.ledger.unlink({ ...over, ruleIds: [...ruleIds], conversationIds: [...conversationIds] }),
      ),
    replace: (ruleId, { line, text }) =>
      act("The rule could not be replaced", () =>
        client.ledger.replace({ promptId: over.promptId, ruleId, by: { ref, line, text } }),
      ),
    answer: (suggestions, confirm) =>
      act("The suggestion could not be answered", () =>
        client.ledger.answer({
          ...over,
          confirm,
          suggestions: suggestions.map(({ ruleId, conversationId }) => ({ ruleId, conversationId })),
        }),
      ),
  };
  return {
    ledger: enabled ? (ledger.data ?? null) : null,
    conversations: listed.data ?? none,
    error: ledger.error ?? listed.error,
    actions: canWrite && enabled ? actions : null,
  };
}

/** Linked rules that the draft changed; their conversations are replayed first. */
export function useTouched(loop: Loop): readonly TouchedRule[] {
  const { prompt, set } = loop;
  const input = { promptId: prompt?.id ?? "", setId: set?.id ?? "" };
  const query = useQuery(orpc.ledger.touched.queryOptions({ input, enabled: prompt !== null && set !== null }));
  return query.data ?? nothing;
}

/** The engine does not tell of the words of a draft: a save in this window makes what was read of it stale. */
function useReadAgain({ state: { savedAt, branch } }: OpenDraft): void {
  useEffect(() => {
    if (savedAt !== undefined && branch !== "") void queryClient.invalidateQueries({ queryKey: orpc.ledger.key() });
  }, [savedAt, branch]);
}

const none: readonly ConversationSummary[] = [];
const nothing: readonly TouchedRule[] = [];
