import { useMemo } from "react";
import { placeholdersIn, placeholdersNote } from "../../../shared/rules/placeholders.ts";
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

/** Where the working text stands: on which version, how far from it, whether it is on disk, and what it has replayed first. */
export function DraftLine({ draft, first }: { draft: OpenDraft; first: { short: string; long: string } | null }) {
  const { state, changes, dirty } = draft;
  const on = state.baseNumber === null ? "Draft, no version yet" : `Draft on v${state.baseNumber}`;
  const placeholders = useMemo(() => placeholdersIn(state.text), [state.text]);
  const note = placeholdersNote(placeholders, "The prompt");
  return (
    <p className={styles.line} role="status" aria-label="Draft">
      <span>{on}</span>
      {changes && <span className={styles.changes}>{changesInWords(changes, dirty)}</span>}
      <span className={state.saving === "failed" || state.saving === "conflict" ? styles.unsaved : undefined}>
        {savingWords[state.saving]}
      </span>
      {first && <span title={first.long}>{first.short}</span>}
      {note !== null && (
        <span title={note}>
          {placeholders.slice(0, 2).join(", ")}
          {placeholders.length > 2 && ` and ${placeholders.length - 2} more`} sent as{" "}
          {placeholders.length === 1 ? "it stands" : "they stand"}
        </span>
      )}
    </p>
  );
}

/** Two windows, one draft: nothing is overwritten until a person says whose text stays. */
export function DraftProblem({ draft }: { draft: OpenDraft }) {
  const { state, saver, elsewhere } = draft;
  if (state.saving === "conflict") {
    return (
      <div role="alert" className={styles.conflict}>
        <span className={elsewhere === null ? undefined : styles.wholeRow}>
          {elsewhere === null
            ? "This draft was changed in another window."
            : `“${elsewhere}” is worked on now. What you typed here belongs to “${state.branch}” and is not saved yet.`}
        </span>
        <Button onClick={() => void attempt("The other text could not be read", saver.loadTheirs)}>
          {elsewhere === null ? "Load theirs" : `Go on in ${elsewhere} without it`}
        </Button>
        <Button onClick={() => void attempt("The draft could not be saved", saver.keepMine)}>
          {elsewhere === null ? "Keep mine" : `Go back to ${state.branch} and keep it`}
        </Button>
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
