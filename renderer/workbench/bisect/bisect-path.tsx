import { useState } from "react";
import type { BisectCase, BisectStop } from "../../../shared/domain/bisect.ts";
import { classes, VirtualList } from "../../ui/index.ts";
import { percent } from "./bisect-words.ts";
import styles from "./bisect.module.css";

interface BisectPathProps {
  path: readonly BisectStop[];
  /** Null before anything was asked. */
  one: BisectCase | null;
  onOpen: (at: number) => void;
}

/** The versions from the good end to the bad one, each with its samples and how likely it is the culprit. */
export function BisectPath({ path, one, onOpen }: BisectPathProps) {
  const [picked, setPicked] = useState<string | null>(null);
  const culprit = one?.result?.culprit ?? null;
  const rows = path.map((stop, at) => ({ stop, at, counts: one?.stops[at] ?? null }));
  const likely = rows.reduce<(typeof rows)[number] | null>(
    (best, row) => ((row.counts?.probability ?? 0) > (best?.counts?.probability ?? 0) ? row : best),
    null,
  );
  const atOf = (version: string): number => path.findIndex((stop) => stop.version === version);
  return (
    <VirtualList
      label="Versions from good to bad"
      className={styles.path}
      items={rows}
      idOf={({ stop }) => stop.version}
      selectedId={picked ?? likely?.stop.version ?? null}
      onSelect={setPicked}
      onOpen={(version) => atOf(version) > 0 && onOpen(atOf(version))}
      renderItem={({ stop, at, counts }) => {
        const samples = (counts?.passed ?? 0) + (counts?.failed ?? 0);
        const probability = counts?.probability ?? 0;
        const found = culprit !== null && stop.culprit?.version === culprit.version;
        return (
          <div className={classes(styles.stop, found && styles.found)}>
            <span className={styles.version}>{stop.version}</span>
            <span className={styles.message} title={stop.message}>
              {at === 0 ? "good end" : stop.culprit?.undone ? `without ${stop.culprit.version}` : stop.message}
            </span>
            <span
              className={styles.tally}
              title={samples === 0 ? "not asked" : `${counts?.passed} of ${samples} samples passed`}
            >
              {samples === 0 ? "" : `${counts?.passed}/${samples}`}
            </span>
            <span className={styles.bar} aria-hidden="true">
              <span className={styles.fill} style={{ transform: `scaleX(${probability})` }} />
            </span>
            <span className={styles.share}>{at === 0 || counts === null ? "" : percent(probability)}</span>
          </div>
        );
      }}
    />
  );
}
