import { Check } from "lucide-react";
import { type KeyboardEvent, useRef, useState, useMemo } from "react";
import { Button, Dialog, TextField, VirtualList } from "../../ui/index.ts";
import styles from "./ledger.module.css";
import type { ConversationSummary } from "../../../shared/domain/conversation.ts";
import type { Ledger, LedgerRule } from "../../../shared/domain/ledger.ts";
import { withoutListMarker } from "../audit/line-status.ts";
import type { LinkTarget } from "./ledger-view.ts";
import { conversationsToLink, conversationSearchText, rulesToLink } from "./ledger-rows.ts";
import type { LedgerActions } from "./use-ledger.ts";

/** Something that can be linked. */
interface LinkChoice {
  id: string;
  name: string;
  /** What stands behind the name. */
  hint: string;
  linked: boolean;
}

interface LinkPickerProps {
  title: string;
  /** What the choices are linked to. */
  about: string;
  /** What is searched: "conversations" or "rules". */
  what: string;
  /** In the order in which they are offered. */
  choices: readonly LinkChoice[];
  /** Keeps those that the search finds, in their order. */
  search: (words: readonly string[], id: string) => boolean;
  onPick: (choice: LinkChoice) => void;
  onClose: () => void;
}

/** Links one thing to many: type to search, arrows move, Enter links and unlinks, Escape goes back. */
function LinkPicker({ title, about, what, choices, search, onPick, onClose }: LinkPickerProps) {
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState("");
  const [selected, setSelected] = useState<string | null>(null);
  const searched = words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = searched.length === 0 ? choices : choices.filter(({ id }) => search(searched, id));
  const at = Math.max(
    0,
    shown.findIndex(({ id }) => id === selected),
  );
  const current = shown[at] ?? null;
  const pickOne = (id: string): void => {
    const choice = choices.find((one) => one.id === id);
    if (choice) onPick(choice);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
      if (next) setSelected(next.id);
    } else if (event.key === "Enter" && current) pickOne(current.id);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={about}
      width={560}
      initialFocus={field}
      actions={<Button onClick={onClose}>Done</Button>}
    >
      <TextField
        ref={field}
        label={`Search ${what}`}
        hideLabel
        placeholder={`Search ${what}`}
        value={words}
        onValue={(value) => {
          setWords(value);
          setSelected(null);
        }}
        onKeyDown={onKeyDown}
      />
      {shown.length === 0 ? (
        <p className={styles.empty}>
          {choices.length === 0 ? `There are no ${what} here.` : `No ${what} have these words.`}
        </p>
      ) : (
        <VirtualList
          label={`${what.charAt(0).toUpperCase()}${what.slice(1)}`}
          items={shown}
          idOf={({ id }) => id}
          selectedId={current?.id ?? null}
          onSelect={setSelected}
          onOpen={pickOne}
          className={styles.choices}
          renderItem={(choice) => <ChoiceRow choice={choice} onToggle={() => onPick(choice)} />}
        />
      )}
      <p role="status" className={styles.told}>
        {current === null ? "" : `${current.name}: ${current.linked ? "linked, Enter unlinks" : "Enter links"}`}
      </p>
    </Dialog>
  );
}

function ChoiceRow({ choice: { name, hint, linked }, onToggle }: { choice: LinkChoice; onToggle: () => void }) {
  return (
    <div className={styles.choice}>
      {/* By keyboard it is Enter: this is the same for a pointer. */}
      <span className={styles.mark} aria-hidden="true" onClick={onToggle} data-linked={linked}>
        {linked && <Check size={14} />}
      </span>
      <span className={styles.name} title={name}>
        {name}
      </span>
      <span className={styles.hint} title={hint}>
        {hint}
      </span>
      {linked && <span className="visually-hidden">linked</span>}
    </div>
  );
}

interface LinkPickerForProps {
  picking: LinkTarget;
  ledger: Ledger;
  conversations: readonly ConversationSummary[];
  actions: LedgerActions;
  onClose: () => void;
}

/** What a person picks links for; null where that is not there any more. */
export function LinkPickerFor({ picking, ...props }: LinkPickerForProps) {
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

interface ForRuleProps extends Omit<LinkPickerForProps, "picking"> {
  rule: LedgerRule;
}

function ForRule({ rule, ledger, conversations, actions, onClose }: ForRuleProps) {
  // What was linked a moment ago stays where it is in the list.
  const [order] = useState(() => {
    const suggested = ledger.suggestions.filter(({ ruleId }) => rule.ids.includes(ruleId));
    return conversationsToLink(
      rule,
      conversations,
      suggested.map(({ conversationId }) => conversationId),
    );
  });
  const texts = useMemo(() => new Map(order.map((one) => [one.id, conversationSearchText(one)])), [order]);
  const choices = useMemo(() => {
    const linked = new Set(rule.conversations);
    return order.map(({ id, title, firstUserTurn }): LinkChoice => ({
      id,
      name: title || id,
      hint: firstUserTurn,
      linked: linked.has(id),
    }));
  }, [order, rule.conversations]);
  return (
    <LinkPicker
      title={`Link line ${rule.line} to conversations`}
      about={withoutListMarker(rule.text)}
      what="conversations"
      choices={choices}
      search={(words, id) => hasAllWords(words, texts.get(id) ?? "")}
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
}: Omit<LinkPickerForProps, "picking" | "conversations"> & { conversation: ConversationSummary }) {
  const { rules } = ledger;
  const isOwn = (rule: LedgerRule): boolean => rule.conversations.includes(conversation.id);
  const [order] = useState(() => rulesToLink(conversationSearchText(conversation), rules, isOwn));
  return (
    <LinkPicker
      title={`Link ${conversation.title || conversation.id} to rules`}
      about={conversation.firstUserTurn}
      what="rules"
      choices={ruleChoices(order, rules, isOwn)}
      search={(words, id) => hasAllWords(words, rules[Number(id)]?.text ?? "")}
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
}: Omit<LinkPickerForProps, "picking" | "conversations"> & { gone: Ledger["gone"][number] }) {
  const { rules } = ledger;
  const [order] = useState(() => rulesToLink(gone.text, rules, () => false));
  return (
    <LinkPicker
      title="Pick the rule that stands for it now"
      about={`Gone: ${withoutListMarker(gone.text)}`}
      what="rules"
      choices={ruleChoices(order, rules, () => false)}
      search={(words, id) => hasAllWords(words, rules[Number(id)]?.text ?? "")}
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
  return order.flatMap((place): LinkChoice[] => {
    const rule = rules[place];
    if (!rule) return [];
    return [{ id: String(place), name: withoutListMarker(rule.text), hint: `line ${rule.line}`, linked: linked(rule) }];
  });
}

function hasAllWords(words: readonly string[], text: string): boolean {
  const there = text.toLowerCase();
  return words.every((word) => there.includes(word));
}
