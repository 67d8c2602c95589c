import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import type { ReactNode } from "react";
import { classes, expectLayer, useLayer } from "../ui/index.ts";
import { matchWords } from "./match-words.ts";
import styles from "./palette.module.css";

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
  const layer = useLayer(open);
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
          <Command label={label} loop filter={matchWords} className={styles.palette}>
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
export function afterDialog(run: () => void): void {
  const drawn = expectLayer();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      run();
      // What was asked for outside an event of the person's is drawn some time after.
      requestAnimationFrame(() => setTimeout(drawn));
    }),
  );
}
