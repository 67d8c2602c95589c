import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, type KeyboardEvent } from "react";
import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { Ledger, LedgerRule, LedgerSuggestion, TouchedRule } from "../../../shared/domain/ledger.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toastProblem, confirm } from "../../ui/index.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import { requireSaved } from "../state/use-replay.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { plural } from "../../../shared/format/count.ts";
import { select } from "../../shell/index.ts";
import { jumpToPromptLine } from "../audit/use-audit.ts";
import { headingOfRow, rowToSelectAfter, type LedgerListRow } from "./ledger-rows.ts";
import { openLinkPicker, selectRow, useLedgerView, type LedgerTab } from "./ledger-view.ts";

export interface LedgerActions {
  /** Links or unlinks a rule that stands in the text. */
  link(rule: LedgerRule, conversationIds: readonly string[], linked: boolean): void;
  unlink(ruleIds: readonly string[], conversationIds: readonly string[]): void;
  /** The rule stands for one that is gone from now on. */
  replace(goneId: string, by: LedgerRule): void;
  answer(suggestions: readonly LedgerSuggestion[], confirm: boolean): void;
}

export interface LedgerContents {
  ledger: Ledger | null;
  conversations: readonly ConversationSummary[];
  error: unknown;
  /** Null where nothing can be written. */
  actions: LedgerActions | null;
}

/** The ledger of the text on screen. `viewed` is an older version; `asked` is false while the panel is closed. */
export function useLedger(
  workbench: WorkbenchState,
  draft: OpenDraft,
  viewed: number | null,
  asked: boolean,
): LedgerContents {
  const { prompt, set } = workbench;
  const canWrite = useCanWrite();
  const over = { promptId: prompt?.id ?? "", setId: set?.id ?? "" };
  const enabled = asked && prompt !== null && set !== null;
  const ref = viewed === null ? "draft" : `v${viewed}`;
  const ledger = useQuery({
    ...orpc.ledger.get.queryOptions({ input: { ...over, ref }, enabled }),
    placeholderData: keepPreviousData,
  });
  const listed = useQuery(orpc.conversations.list.queryOptions({ input: { setId: over.setId }, enabled }));
  useLedgerRefresh(draft);
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
    conversations: listed.data ?? noConversations,
    error: ledger.error ?? listed.error,
    actions: canWrite && enabled ? actions : null,
  };
}

/** Linked rules that the draft changed; their conversations are replayed first. */
export function useTouchedRules(workbench: WorkbenchState): readonly TouchedRule[] {
  const { prompt, set } = workbench;
  const input = { promptId: prompt?.id ?? "", setId: set?.id ?? "" };
  const query = useQuery(orpc.ledger.touched.queryOptions({ input, enabled: prompt !== null && set !== null }));
  return query.data ?? noTouchedRules;
}

/** The engine does not tell of the words of a draft: a save in this window makes what was read of it stale. */
function useLedgerRefresh({ state: { savedAt, branch } }: OpenDraft): void {
  useEffect(() => {
    if (savedAt !== undefined && branch !== "") void queryClient.invalidateQueries({ queryKey: orpc.ledger.key() });
  }, [savedAt, branch]);
}

const noConversations: readonly ConversationSummary[] = [];
const noTouchedRules: readonly TouchedRule[] = [];

/** `link`: picks links, or confirms what is suggested. `drop`: takes them away. `linkAll`, `dropAll`: for the whole rule. */
export type RowAction = "link" | "drop" | "linkAll" | "dropAll";

/** What a key in a list means: something to do, or the list to the left or right; null where it means nothing here. */
export function rowActionOfKey(event: KeyboardEvent): RowAction | "left" | "right" | null {
  const { key, shiftKey, ctrlKey, metaKey, altKey, target } = event;
  const inList = target instanceof Element && target.getAttribute("role") === "listbox";
  if (ctrlKey || metaKey || altKey || !inList) return null;
  switch (key) {
    case "Enter":
      return shiftKey ? "linkAll" : "link";
    case "Delete":
      return shiftKey ? "dropAll" : "drop";
    case "x":
      return "drop";
    case "X":
      return "dropAll";
    case "ArrowLeft":
      return "left";
    case "ArrowRight":
      return "right";
    default:
      return null;
  }
}

const ledgerTabs: readonly LedgerTab[] = ["rules", "conversations", "suggested"];

export function neighbourTab(tab: LedgerTab, side: "left" | "right"): LedgerTab {
  return ledgerTabs[ledgerTabs.indexOf(tab) + (side === "left" ? -1 : 1)] ?? tab;
}

/** What is selected is shown: a rule in the text, a conversation in the evidence. */
export function showLedgerRow(tab: LedgerTab, rows: readonly LedgerListRow[], id: string): void {
  selectRow(tab, id);
  const row = rows.find((one) => one.id === id);
  if (row?.kind === "rule") jumpToPromptLine(row.rule.line, false);
  if (row?.kind === "gone" && row.rule.after !== null) jumpToPromptLine(Math.max(1, row.rule.after), false);
  if (row?.kind === "conversation") select({ conversationId: row.conversation.id });
  if (row?.kind === "suggestion") {
    jumpToPromptLine(row.suggestion.line, false);
    select({ conversationId: row.suggestion.conversationId });
  }
}

export async function runRowAction(
  row: LedgerListRow,
  rows: readonly LedgerListRow[],
  how: RowAction,
  actions: LedgerActions,
): Promise<void> {
  const links = how === "link" || how === "linkAll";
  const from = { id: row.id, group: headingOfRow(rows, row.id), next: rowToSelectAfter(rows, row.id) };
  switch (row.kind) {
    case "heading":
      return;
    case "suggestion": {
      const { ruleId } = row.suggestion;
      const ofRule = rows.filter((one) => one.kind === "suggestion" && one.suggestion.ruleId === ruleId);
      const answered = how === "linkAll" || how === "dropAll" ? ofRule : [row];
      const last = answered.at(-1);
      selectRow(
        "suggested",
        last
          ? rowToSelectAfter(
              rows.filter((one) => one === last || !answered.includes(one)),
              last.id,
            )
          : null,
      );
      return actions.answer(
        answered.flatMap((one) => (one.kind === "suggestion" ? [one.suggestion] : [])),
        links,
      );
    }
    case "rule":
      if (links) return openLinkPicker({ kind: "rule", place: row.place }, from);
      return removeLinks(row.rule.ids, [...row.rule.conversations, ...row.rule.missing], actions);
    case "gone":
      if (links) return openLinkPicker({ kind: "gone", id: row.rule.id }, from);
      return removeLinks([row.rule.id], [...row.rule.conversations, ...row.rule.missing], actions);
    case "conversation":
      if (links) return openLinkPicker({ kind: "conversation", id: row.conversation.id }, from);
      return removeLinks(
        row.rules.flatMap(({ ids }) => ids),
        [row.conversation.id],
        actions,
      );
  }
}

/** Closes the picker and selects the next row where the linked row moved to another group. */
export function closeLinkPicker(tab: LedgerTab, rows: readonly LedgerListRow[]): void {
  const { from } = useLedgerView.getState();
  openLinkPicker(null);
  if (from !== null && headingOfRow(rows, from.id) !== from.group) showLedgerRow(tab, rows, from.next ?? from.id);
}

async function removeLinks(ruleIds: readonly string[], ids: readonly string[], actions: LedgerActions): Promise<void> {
  if (ruleIds.length === 0 || ids.length === 0) return;
  const yes = await confirm({
    title: ids.length === 1 ? "Unlink the conversation?" : `Unlink ${plural(ids.length, "conversation")}?`,
    text: `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and others" : ""} would have one rule less. Rule and conversations stay; no search suggests these links again.`,
    action: "Unlink",
    danger: true,
  });
  if (yes) actions.unlink(ruleIds, ids);
}
