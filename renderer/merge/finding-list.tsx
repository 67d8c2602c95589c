import { useMemo } from "react";
import type { MergeFinding } from "../../shared/domain/merge.ts";
import { shortened } from "../rendering/budget.ts";
import { MiddleEllipsis, VirtualList } from "../ui/index.ts";
import { tallyInWords } from "../workbench/words.ts";
import type { FindingRow } from "./finding-rows.ts";
import { findingLooks } from "./merge-words.ts";
import styles from "./check.module.css";

const LIST = "Conversations by finding";

interface FindingListProps {
  rows: readonly FindingRow[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen: () => void;
}

/** Conversations that are worth a look, those that speak against the merge first. */
export function FindingList({ rows, selectedId, onSelect, onOpen }: FindingListProps) {
  const several = useMemo(() => rows.some((row) => row.kind === "row" && row.row.merged.samples > 1), [rows]);
  return (
    <VirtualList
      label={LIST}
      className={styles.list}
      items={rows}
      idOf={(row) => (row.kind === "group" ? row.finding : row.row.id)}
      isHeading={(row) => row.kind === "group"}
      selectedId={selectedId}
      onSelect={onSelect}
      onOpen={onOpen}
      renderItem={(row) =>
        row.kind === "group" ? (
          <span className={styles.group}>
            <FindingSign finding={row.finding} count={row.count} />
          </span>
        ) : (
          <span
            className={styles.row}
            title={shortened([row.row.title, row.row.id, row.row.detail].filter(Boolean).join("\n"), 1_000)}
          >
            <span role="img" aria-label={findingLooks[row.row.finding].word} style={toneOf(row.row.finding)}>
              {findingLooks[row.row.finding].sign}
            </span>
            {row.row.title === "" ? (
              <MiddleEllipsis text={shortened(row.row.id)} className={styles.title} />
            ) : (
              <span className={styles.title}>{shortened(row.row.title)}</span>
            )}
            {several && <span className={styles.tally}>{tallyInWords(row.row.merged)}</span>}
          </span>
        )
      }
    />
  );
}

export function focusFindings(): void {
  document.querySelector<HTMLElement>(`[role="listbox"][aria-label="${LIST}"]`)?.focus();
}

/** A finding as sign, word and tone, with how many there are. */
export function FindingSign({ finding, count }: { finding: MergeFinding; count?: number }) {
  const { sign, word } = findingLooks[finding];
  return (
    <span className={styles.sign} style={toneOf(finding)}>
      <span aria-hidden="true">{sign}</span> {count === undefined ? word : `${count.toLocaleString("en")} ${word}`}
    </span>
  );
}

function toneOf(finding: MergeFinding): { color: string } {
  return { color: `var(${findingLooks[finding].tone})` };
}
