import { useMemo, useState } from "react";
import { placeholdersIn, placeholdersNote } from "../../../shared/format/notices.ts";
import { Button, IconButton, TextField } from "../../ui/index.ts";
import { attemptWithNotice, type Replay } from "../state/use-replay.ts";
import type { DraftState } from "../state/draft-saver.ts";
import { formatLineChanges, suggestCommitMessage } from "../../editor/line-changes.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import styles from "./prompt.module.css";
import { useCommand } from "../../shell/index.ts";
import { X } from "lucide-react";
import { dismissNotice, useReplayStatus } from "../state/replay-options.ts";

const savingTexts: Record<DraftState["saving"], string> = {
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
      {changes && <span className={styles.changes}>{formatLineChanges(changes, dirty)}</span>}
      <span className={state.saving === "failed" || state.saving === "conflict" ? styles.unsaved : undefined}>
        {savingTexts[state.saving]}
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
        <Button onClick={() => void attemptWithNotice("The other text could not be read", saver.loadTheirs)}>
          {elsewhere === null ? "Load theirs" : `Continue in ${elsewhere} without it`}
        </Button>
        <Button onClick={() => void attemptWithNotice("The draft could not be saved", saver.keepMine)}>
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

interface CommitBarProps {
  draft: OpenDraft;
  replay: Replay;
  readOnly: boolean;
}

/** Makes a version of the draft, with a message that may be left to the text itself. */
export function CommitBar({ draft, replay, readOnly }: CommitBarProps) {
  const [message, setMessage] = useState("");
  const { notice } = useReplayStatus();
  const { state, base } = draft;
  const suggested = state.baseNumber === null || base !== null ? suggestCommitMessage(base, state.text) : "";
  const can = !readOnly && !replay.starting && state.saving !== "conflict";

  const finish = async (done: Promise<boolean>): Promise<void> => {
    if (await done) setMessage("");
  };
  const words = (): string => (message.trim() === "" ? suggested : message.trim());
  const commit = (): void => void finish(replay.commit(words()));
  const commitAndReplay = (): void => void finish(replay.commitAndReplay(words()));
  const replayDraft = (): void => void replay.replayDraft();
  const group = "Prompt";
  useCommand({
    id: "commit-and-replay",
    title: "Commit and replay",
    keys: "Mod+Enter",
    group,
    run: commitAndReplay,
    enabled: can,
  });
  useCommand({ id: "commit", title: "Commit", group, run: commit, enabled: can });
  useCommand({
    id: "replay-draft",
    title: "Replay draft",
    keys: "Mod+Shift+Enter",
    group,
    run: replayDraft,
    enabled: can && replay.ready,
  });

  return (
    <form
      className={styles.commit}
      aria-label="Commit"
      onSubmit={(event) => {
        event.preventDefault();
        if (can) commitAndReplay();
      }}
    >
      {notice?.code === "unchanged" && (
        <p role="status" className={styles.unchanged}>
          <span>{notice.message}</span>
          {replay.ready && state.baseNumber !== null && (
            <Button look="quiet" onClick={() => void replay.replayDraft()}>
              Replay v{state.baseNumber}
            </Button>
          )}
          <IconButton label="Dismiss" icon={<X aria-hidden="true" />} onClick={dismissNotice} />
        </p>
      )}
      <TextField
        label="Message"
        hideLabel
        value={message}
        placeholder={suggested === "" ? "What changed, and why" : suggested}
        maxLength={2000}
        onValue={setMessage}
        className={styles.message}
      />
      <div className={styles.buttons}>
        <Button look="primary" type="submit" disabled={!can} keys="Mod+Enter">
          Commit and replay
        </Button>
        <Button onClick={commit} disabled={!can}>
          Commit
        </Button>
        <Button
          look="quiet"
          onClick={replayDraft}
          disabled={!can || !replay.ready}
          title="Replay what is typed, without making a version"
        >
          Replay draft
        </Button>
      </div>
    </form>
  );
}
