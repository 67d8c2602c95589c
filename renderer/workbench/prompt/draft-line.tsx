import { Button } from "../../ui/index.ts";
import { attempt } from "../replay/start-replay.ts";
import type { DraftState } from "./draft-saver.ts";
import { changesInWords } from "./line-changes.ts";
import type { OpenDraft } from "./use-draft.ts";
import styles from "./prompt.module.css";

const savingWords: Record<DraftState["saving"], string> = {
  saved: "saved",
  waiting: "saving…",
  saving: "saving…",
  conflict: "not saved",
  failed: "not saved",
};

/** Where the working text stands: on which version, how far from it, and whether it is on disk. */
export function DraftLine({ draft }: { draft: OpenDraft }) {
  const { state, changes } = draft;
  const on = state.baseNumber === null ? "Draft, no version yet" : `Draft on v${state.baseNumber}`;
  return (
    <p className={styles.line} role="status" aria-label="Draft">
      <span>{on}</span>
      {changes && <span className={styles.changes}>{changesInWords(changes)}</span>}
      <span className={state.saving === "failed" || state.saving === "conflict" ? styles.unsaved : undefined}>
        {savingWords[state.saving]}
      </span>
    </p>
  );
}

/** Two windows, one draft: nothing is overwritten until a person says whose text stays. */
export function DraftProblem({ draft }: { draft: OpenDraft }) {
  const { state, saver } = draft;
  if (state.saving === "conflict") {
    return (
      <div role="alert" className={styles.conflict}>
        <span>This draft was changed in another window.</span>
        <Button onClick={() => void attempt("The other text could not be read", saver.loadTheirs)}>Load theirs</Button>
        <Button onClick={() => void attempt("The draft could not be saved", saver.keepMine)}>Keep mine</Button>
      </div>
    );
  }
  if (state.saving !== "failed") return null;
  return (
    <div role="alert" className={styles.conflict}>
      <span>The draft could not be saved: {state.problem?.message} The text is still here.</span>
      <Button onClick={() => void saver.flush()}>Save again</Button>
    </div>
  );
}
