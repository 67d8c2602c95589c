import { ChevronDown, ChevronUp } from "lucide-react";
import { useCommand } from "../app/index.ts";
import { Button, IconButton } from "../ui/index.ts";
import { openInWords } from "./merge-words.ts";
import type { Side } from "./take-side.ts";
import type { Merge } from "./use-merge.ts";
import styles from "./merge.module.css";

interface ConflictBarProps {
  merge: Merge;
  /** The conflict that keys and buttons are about, from 0; null where none is open. */
  meant: number | null;
  canWrite: boolean;
  onTake: (side: Side) => void;
  onStep: (step: 1 | -1) => void;
  onReset: () => void;
}

const group = "Merge";

/** How many conflicts are open, the way from one to the next, and which side to take. */
export function ConflictBar({ merge, meant, canWrite, onTake, onStep, onReset }: ConflictBarProps) {
  const { open, names, preview, text, initial } = merge;
  const many = open.conflicts.length;
  const can = meant !== null && canWrite;
  const takes = [
    { side: "ours", title: `Take ${names.ours}`, keys: "Alt+o" },
    { side: "theirs", title: `Take ${names.theirs}`, keys: "Alt+t" },
    { side: "both", title: "Take both", keys: "Alt+b" },
  ] as const;
  useCommand({ id: "merge-ours", group, ...takes[0], enabled: can, run: () => onTake("ours") });
  useCommand({ id: "merge-theirs", group, ...takes[1], enabled: can, run: () => onTake("theirs") });
  useCommand({ id: "merge-both", group, ...takes[2], enabled: can, run: () => onTake("both") });
  useCommand({
    id: "merge-next",
    title: "Go to the next conflict",
    keys: ["Alt+j", "F7"],
    group,
    enabled: many > 0,
    run: () => onStep(1),
  });
  useCommand({
    id: "merge-previous",
    title: "Go to the previous conflict",
    keys: ["Alt+k", "Shift+F7"],
    group,
    enabled: many > 0,
    run: () => onStep(-1),
  });
  useCommand({
    id: "merge-reset",
    title: "Merge the text anew",
    group,
    enabled: canWrite && text !== initial,
    run: onReset,
  });
  const settled =
    preview.conflicts === 0
      ? preview.relation === "fastForward"
        ? "nothing had to be merged"
        : "merged without a conflict"
      : preview.conflicts === 1
        ? "the conflict is settled"
        : `all ${preview.conflicts.toLocaleString("en")} conflicts are settled`;
  const words = many + open.loose.length > 0 ? openInWords(many, open.loose) : settled;
  return (
    <div className={styles.conflicts} role="group" aria-label="Conflicts">
      <span role="status" className={many + open.loose.length > 0 ? styles.open : styles.settled}>
        {words.charAt(0).toUpperCase() + words.slice(1)}
        {meant !== null && many > 1 ? `, at ${meant + 1} of ${many}` : ""}
      </span>
      {many > 0 && (
        <>
          <IconButton
            label="Previous conflict"
            keys="Alt+k"
            icon={<ChevronUp aria-hidden="true" />}
            onClick={() => onStep(-1)}
          />
          <IconButton
            label="Next conflict"
            keys="Alt+j"
            icon={<ChevronDown aria-hidden="true" />}
            onClick={() => onStep(1)}
          />
          {takes.map(({ side, title, keys }) => (
            <Button key={side} keys={keys} disabled={!can} className={styles.take} onClick={() => onTake(side)}>
              {title}
            </Button>
          ))}
        </>
      )}
      {text !== initial && canWrite && (
        <Button look="quiet" onClick={onReset} title="Undo brings back what was typed">
          Merge anew
        </Button>
      )}
    </div>
  );
}
