import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import type { ReactNode } from "react";
import { classes, announceLayer, useFocusLayer } from "./index.ts";
import styles from "./command-dialog.module.css";

/**
 * How well a name fits what was typed, from 0 (not at all) to 1. Every word must begin a word of the name;
 * letters scattered over it are no match.
 */
export function matchNameWords(name: string, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  if (!words.every((word) => parts.some((part) => part.startsWith(word)) || name.toLowerCase().includes(` ${word}`))) {
    return 0;
  }
  return name.toLowerCase().startsWith(words.join(" ")) ? 1 : 0.5;
}

interface CommandDialogProps {
  open: boolean;
  onClose: () => void;
  /** Its name for assistive technology. */
  label: string;
  placeholder: string;
  /** What stands there when nothing fits the search. */
  empty: string;
  narrow?: boolean;
  /** Left out where nobody else has to know what is typed. */
  search?: string;
  onSearch?: (search: string) => void;
  children: ReactNode;
}

/** One of many by name: typing narrows, arrows move, Enter picks, Escape leaves. */
export function CommandDialog({ open, onClose, label, narrow = false, children, ...field }: CommandDialogProps) {
  const layer = useFocusLayer(open);
  return (
    <Dialog.Root open={open} onOpenChange={(stays) => !stays && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup
          ref={layer}
          data-modal=""
          className={classes(styles.popup, narrow && styles.narrow)}
          aria-label={label}
        >
          <Command label={label} loop filter={matchNameWords} className={styles.palette}>
            <Command.Input
              {...(field.search !== undefined && { value: field.search })}
              {...(field.onSearch && { onValueChange: field.onSearch })}
              placeholder={field.placeholder}
              className={styles.input}
            />
            <Command.List className={styles.list}>
              <Command.Empty className={styles.empty}>{field.empty}</Command.Empty>
              {children}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface CommandRowProps {
  /** What the search looks at; no two rows have the same. */
  value: string;
  onSelect: () => void;
  children: ReactNode;
}

export function CommandRow({ value, onSelect, children }: CommandRowProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={styles.row}>
      {children}
    </Command.Item>
  );
}

/** Runs it once the dialog gave the focus back, so that what opens next can take it; keys wait until then. */
export function runAfterDialog(run: () => void): void {
  const drawn = announceLayer();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      run();
      // What was asked for outside an event of the person's is drawn some time after.
      requestAnimationFrame(() => setTimeout(drawn));
    }),
  );
}
