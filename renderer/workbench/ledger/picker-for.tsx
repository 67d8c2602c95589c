import { useMemo, useState } from "react";
import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { Ledger, LedgerRule } from "../../../shared/domain/ledger.ts";
import { withoutMarker } from "../audit/audit-words.ts";
import type { Picking } from "./ledger-view.ts";
import { LinkPicker, type Choice } from "./link-picker.tsx";
import { conversationsFor, conversationText, rulesFor } from "./pick-order.ts";
import type { LedgerActions } from "./use-ledger.ts";

interface PickerProps {
  picking: Picking;
  ledger: Ledger;
  conversations: readonly ConversationSummary[];
  actions: LedgerActions;
  onClose: () => void;
}

/** What a person picks links for; null where that is not there any more. */
export function Picker({ picking, ...props }: PickerProps) {
  const { ledger, conversations } = props;
  if (picking.kind === "conversation") {
    const conversation = conversations.find(({ id }) => id === picking.id);
    return conversation ? <ForConversation conversation={conversation} {...props} /> : null;
  }
  if (picking.kind === "gone") {
    const gone = ledger.gone.find(({ id }) => id === picking.id);
    return gone ? <ForGone gone={gone} {...props} /> : null;
  }
  const { rules } = ledger;
  const rule = picking.kind === "rule" ? rules[picking.place] : rules.findLast(({ line }) => line <= picking.line);
  return rule ? <ForRule rule={rule} {...props} /> : null;
}

interface ForRuleProps extends Omit<PickerProps, "picking"> {
  rule: LedgerRule;
}

function ForRule({ rule, ledger, conversations, actions, onClose }: ForRuleProps) {
  // What was linked a moment ago stays where it is in the list.
  const [order] = useState(() => {
    const suggested = ledger.suggestions.filter(({ ruleId }) => rule.ids.includes(ruleId));
    return conversationsFor(
      rule,
      conversations,
      suggested.map(({ conversationId }) => conversationId),
    );
  });
  const texts = useMemo(() => new Map(order.map((one) => [one.id, conversationText(one)])), [order]);
  const choices = useMemo(() => {
    const linked = new Set(rule.conversations);
    return order.map(({ id, title, firstUserTurn }): Choice => ({
      id,
      name: title || id,
      hint: firstUserTurn,
      linked: linked.has(id),
    }));
  }, [order, rule.conversations]);
  return (
    <LinkPicker
      title={`Link line ${rule.line} to conversations`}
      about={withoutMarker(rule.text)}
      what="conversations"
      choices={choices}
      search={(words, id) => hasAll(words, texts.get(id) ?? "")}
      onPick={({ id, linked: was }) => actions.link(rule, [id], !was)}
      onClose={onClose}
    />
  );
}

function ForConversation({
  conversation,
  ledger,
  actions,
  onClose,
}: Omit<PickerProps, "picking" | "conversations"> & { conversation: ConversationSummary }) {
  const { rules } = ledger;
  const isOwn = (rule: LedgerRule): boolean => rule.conversations.includes(conversation.id);
  const [order] = useState(() => rulesFor(conversationText(conversation), rules, isOwn));
  return (
    <LinkPicker
      title={`Link ${conversation.title || conversation.id} to rules`}
      about={conversation.firstUserTurn}
      what="rules"
      choices={ruleChoices(order, rules, isOwn)}
      search={(words, id) => hasAll(words, rules[Number(id)]?.text ?? "")}
      onPick={({ id, linked }) => {
        const rule = rules[Number(id)];
        if (rule) actions.link(rule, [conversation.id], !linked);
      }}
      onClose={onClose}
    />
  );
}

function ForGone({
  gone,
  ledger,
  actions,
  onClose,
}: Omit<PickerProps, "picking" | "conversations"> & { gone: Ledger["gone"][number] }) {
  const { rules } = ledger;
  const [order] = useState(() => rulesFor(gone.text, rules, () => false));
  return (
    <LinkPicker
      title="Pick the rule that stands for it now"
      about={`Gone: ${withoutMarker(gone.text)}`}
      what="rules"
      choices={ruleChoices(order, rules, () => false)}
      search={(words, id) => hasAll(words, rules[Number(id)]?.text ?? "")}
      onPick={({ id }) => {
        const rule = rules[Number(id)];
        if (rule) actions.replace(gone.id, rule);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function ruleChoices(order: readonly number[], rules: readonly LedgerRule[], linked: (rule: LedgerRule) => boolean) {
  return order.flatMap((place): Choice[] => {
    const rule = rules[place];
    if (!rule) return [];
    return [{ id: String(place), name: withoutMarker(rule.text), hint: `line ${rule.line}`, linked: linked(rule) }];
  });
}

function hasAll(words: readonly string[], text: string): boolean {
  const there = text.toLowerCase();
  return words.every((word) => there.includes(word));
}
