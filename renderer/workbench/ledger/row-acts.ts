import type { KeyboardEvent } from "react";
import { plural } from "../../../shared/rules/plural.ts";
import { select } from "../../app/index.ts";
import { confirm } from "../../ui/index.ts";
import { jumpTo } from "../audit/audit-view.ts";
import { groupOf, rowAfter, type Row } from "./ledger-rows.ts";
import { pick, selectRow, useLedgerView, type LedgerTab } from "./ledger-view.ts";
import type { LedgerActions } from "./use-ledger.ts";

/** `link`: picks links, or confirms what is suggested. `drop`: takes them away. `linkAll`, `dropAll`: for the whole rule. */
export type Act = "link" | "drop" | "linkAll" | "dropAll";

/** What a key in a list means: something to do, or the list to the left or right; null where it means nothing here. */
export function actOf(event: KeyboardEvent): Act | "left" | "right" | null {
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

const tabs: readonly LedgerTab[] = ["rules", "conversations", "suggested"];

export function tabBeside(tab: LedgerTab, side: "left" | "right"): LedgerTab {
  return tabs[tabs.indexOf(tab) + (side === "left" ? -1 : 1)] ?? tab;
}

/** What is selected is shown: a rule in the text, a conversation in the evidence. */
export function show(tab: LedgerTab, rows: readonly Row[], id: string): void {
  selectRow(tab, id);
  const row = rows.find((one) => one.id === id);
  if (row?.kind === "rule") jumpTo(row.rule.line, false);
  if (row?.kind === "gone" && row.rule.after !== null) jumpTo(Math.max(1, row.rule.after), false);
  if (row?.kind === "conversation") select({ conversationId: row.conversation.id });
  if (row?.kind === "suggestion") {
    jumpTo(row.suggestion.line, false);
    select({ conversationId: row.suggestion.conversationId });
  }
}

export async function doWith(row: Row, rows: readonly Row[], how: Act, actions: LedgerActions): Promise<void> {
  const links = how === "link" || how === "linkAll";
  const from = { id: row.id, group: groupOf(rows, row.id), next: rowAfter(rows, row.id) };
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
          ? rowAfter(
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
      if (links) return pick({ kind: "rule", place: row.place }, from);
      return dropLinks(row.rule.ids, [...row.rule.conversations, ...row.rule.missing], actions);
    case "gone":
      if (links) return pick({ kind: "gone", id: row.rule.id }, from);
      return dropLinks([row.rule.id], [...row.rule.conversations, ...row.rule.missing], actions);
    case "conversation":
      if (links) return pick({ kind: "conversation", id: row.conversation.id }, from);
      return dropLinks(
        row.rules.flatMap(({ ids }) => ids),
        [row.conversation.id],
        actions,
      );
  }
}

/** Whoever links one row after the other goes on with the next one. */
export function endPicking(tab: LedgerTab, rows: readonly Row[]): void {
  const { from } = useLedgerView.getState();
  pick(null);
  if (from !== null && groupOf(rows, from.id) !== from.group) show(tab, rows, from.next ?? from.id);
}

async function dropLinks(ruleIds: readonly string[], ids: readonly string[], actions: LedgerActions): Promise<void> {
  if (ruleIds.length === 0 || ids.length === 0) return;
  const yes = await confirm({
    title: ids.length === 1 ? "Unlink the conversation?" : `Unlink ${plural(ids.length, "conversation")}?`,
    text: `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and others" : ""} would have one rule less. Rule and conversations stay; no search suggests these links again.`,
    action: "Unlink",
    danger: true,
  });
  if (yes) actions.unlink(ruleIds, ids);
}
