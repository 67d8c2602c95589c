import { X } from "lucide-react";
import { useEffect } from "react";
import type { Branch } from "../../shared/domain/branch.ts";
import { IconButton, Select } from "../ui/index.ts";
import styles from "./merge.module.css";

interface MergeHeaderProps {
  branches: readonly Branch[];
  ours: string | null;
  theirs: string | null;
  /** How the two stand to each other; empty while that is read. */
  note: string;
  onOurs: (name: string) => void;
  onTheirs: (name: string) => void;
  onClose: () => void;
}

/** Which branch goes into which, and how the two stand to each other. */
export function MergeHeader({ branches, ours, theirs, note, onOurs, onTheirs, onClose }: MergeHeaderProps) {
  const options = branches.map(({ name, headNumber, current }) => ({
    value: name,
    label: name,
    hint: `${headNumber === null ? "no version yet" : `v${headNumber}`}${current ? ", current" : ""}`,
  }));
  const chosen = theirs !== null;
  // Nothing else can be done here before a branch is chosen.
  useEffect(() => {
    if (!chosen) document.querySelector<HTMLElement>("#merge-theirs")?.focus();
  }, [chosen]);
  return (
    <header className={styles.header}>
      <h2 className={styles.title}>Merge</h2>
      <Select
        id="merge-theirs"
        label="Branch to merge"
        value={theirs}
        options={options}
        placeholder="Choose a branch"
        className={styles.pick}
        onValue={onTheirs}
      />
      <span className={styles.into}>into</span>
      <Select label="Branch to merge into" value={ours} options={options} className={styles.pick} onValue={onOurs} />
      <p className={styles.note} title={note}>
        {note}
      </p>
      <IconButton label="Back to the workbench" icon={<X aria-hidden="true" />} keys="Escape" onClick={onClose} />
    </header>
  );
}
