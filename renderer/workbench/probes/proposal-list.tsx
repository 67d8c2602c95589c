import type { Proposal } from "../../../shared/domain/probe.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { VirtualList } from "../../ui/index.ts";
import { trialInWords } from "./probe-words.ts";
import styles from "./probes.module.css";

interface ProposalListProps {
  proposals: readonly Proposal[];
  selectedId: string | null;
  picked: ReadonlySet<string>;
  added: ReadonlySet<string>;
  onSelect: (id: string) => void;
  onPick: (id: string) => void;
  onAdd: () => void;
}

const idOf = ({ conversation }: Proposal): string => conversation.id;

/** Proposals by title; Space picks, Enter adds what is picked. */
export function ProposalList({ proposals, selectedId, picked, added, onSelect, onPick, onAdd }: ProposalListProps) {
  return (
    <div
      className={styles.list}
      onKeyDown={(event) => {
        // A box that was pressed with the mouse has the focus, and takes Space by itself.
        if (event.target instanceof HTMLInputElement) return;
        if (event.key === " " && selectedId !== null) onPick(selectedId);
        else if (event.key === "Enter") onAdd();
        else return;
        event.preventDefault();
      }}
    >
      <VirtualList
        label="Proposed conversations"
        items={proposals}
        idOf={idOf}
        selectedId={selectedId}
        onSelect={onSelect}
        renderItem={(proposal) => {
          const { id, title, turns } = proposal.conversation;
          const trial = trialInWords(proposal);
          const mark = added.has(id) ? "added" : picked.has(id) ? "picked" : "not picked";
          return (
            <span className={styles.row}>
              <input
                type="checkbox"
                tabIndex={-1}
                aria-label={`Pick ${title}`}
                className={styles.box}
                checked={picked.has(id)}
                disabled={added.has(id)}
                onChange={() => onPick(id)}
              />
              <span className={styles.title} title={title}>
                {title}
              </span>
              <span className="visually-hidden">{mark}</span>
              {turns.length > 1 && <span className={styles.faint}>{plural(turns.length, "turn")}</span>}
              {added.has(id) && <span className={styles.faint}>added</span>}
              {trial && (
                <span className={proposal.trial?.outcome === "fail" ? styles.fails : styles.faint}>
                  {trial.sign} {trial.word}
                </span>
              )}
            </span>
          );
        }}
      />
    </div>
  );
}
