import { Kbd, Segmented } from "../../../ui/index.ts";
import type { FoldMode } from "./folding.ts";
import styles from "./graph.module.css";

interface GraphFootProps {
  mode: FoldMode;
  onMode: (mode: FoldMode) => void;
}

const modes: { value: FoldMode; label: string }[] = [
  { value: "none", label: "nothing" },
  { value: "others", label: "other branches" },
  { value: "all", label: "everything" },
];

/** How much of the history is folded, and the keys that go along it. */
export function GraphFoot({ mode, onMode }: GraphFootProps) {
  return (
    <div className={styles.foot}>
      <span>Fold</span>
      <Segmented label="Fold" value={mode} options={modes} onValue={onMode} />
      <Hint keys="j k" words="along the branch" />
      <Hint keys="m" words="merged" />
      <Hint keys="ArrowLeft ArrowRight" words="fold" />
    </div>
  );
}

function Hint({ keys, words }: { keys: string; words: string }) {
  return (
    <span className={styles.hint}>
      <Kbd keys={keys} /> {words}
    </span>
  );
}
