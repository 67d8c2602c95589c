import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import type { Branch } from "../../shared/domain/branch.ts";
import { matchWords } from "../palette/match-words.ts";
import { standOf } from "./branch-words.ts";
import styles from "./branches.module.css";

interface BranchPickerProps {
  /** What picking one does: the dialog's name, and what the field asks for. */
  title: string;
  branches: readonly Branch[];
  onPick: (name: string) => void;
  onClose: () => void;
}

/** One of many branches: typing narrows, arrows move, Enter picks. */
export function BranchPicker({ title, branches, onPick, onClose }: BranchPickerProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup data-modal="" className={styles.picker} aria-label={title}>
          <Command label={title} loop filter={matchWords} className={styles.command}>
            <Command.Input autoFocus placeholder={title} className={styles.input} />
            <Command.List className={styles.list}>
              <Command.Empty className={styles.empty}>No branch is called that.</Command.Empty>
              {branches.map((branch) => (
                <Command.Item
                  key={branch.name}
                  value={branch.name}
                  className={styles.row}
                  onSelect={() => {
                    onClose();
                    // After the dialog gave the focus back, so that what opens next can take it.
                    requestAnimationFrame(() => requestAnimationFrame(() => onPick(branch.name)));
                  }}
                >
                  <span className={styles.name}>{branch.name}</span>
                  <span className={styles.stand}>
                    {branch.current ? `${standOf(branch)}, current` : standOf(branch)}
                  </span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
