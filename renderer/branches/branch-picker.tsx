import type { Branch } from "../../shared/domain/branch.ts";
import { afterDialog, CommandDialog, CommandRow } from "../palette/command-dialog.tsx";
import { standOf } from "./branch-words.ts";
import styles from "./branches.module.css";

interface BranchPickerProps {
  /** What picking one does: the dialog's name, and what the field asks for. */
  title: string;
  branches: readonly Branch[];
  onPick: (name: string) => void;
  onClose: () => void;
}

/** One of many branches. */
export function BranchPicker({ title, branches, onPick, onClose }: BranchPickerProps) {
  return (
    <CommandDialog open onClose={onClose} label={title} placeholder={title} empty="No branch is called that." narrow>
      {branches.map((branch) => (
        <CommandRow
          key={branch.name}
          value={branch.name}
          onSelect={() => {
            onClose();
            afterDialog(() => onPick(branch.name));
          }}
        >
          <span className={styles.name}>{branch.name}</span>
          <span className={styles.stand}>{branch.current ? `${standOf(branch)}, current` : standOf(branch)}</span>
        </CommandRow>
      ))}
    </CommandDialog>
  );
}
