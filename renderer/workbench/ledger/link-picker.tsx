import { Check } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button, Dialog, TextField, VirtualList } from "../../ui/index.ts";
import styles from "./ledger.module.css";

/** Something that can be linked. */
export interface Choice {
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
  choices: readonly Choice[];
  /** Keeps those that the search finds, in their order. */
  search: (words: readonly string[], id: string) => boolean;
  onPick: (choice: Choice) => void;
  onClose: () => void;
}

/** Links one thing to many: type to search, arrows move, Enter links and unlinks, Escape goes back. */
export function LinkPicker({ title, about, what, choices, search, onPick, onClose }: LinkPickerProps) {
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

function ChoiceRow({ choice: { name, hint, linked }, onToggle }: { choice: Choice; onToggle: () => void }) {
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
