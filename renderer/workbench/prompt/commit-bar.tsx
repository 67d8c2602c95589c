import { useState } from "react";
import { useCommand } from "../../app/index.ts";
import { Button, IconButton, TextField } from "../../ui/index.ts";
import { X } from "lucide-react";
import { dismissNotice, useReplayState } from "../replay/replay-store.ts";
import type { Replay } from "../replay/use-replay.ts";
import { suggestMessage } from "./commit-message.ts";
import type { OpenDraft } from "./use-draft.ts";
import styles from "./prompt.module.css";

interface CommitBarProps {
  draft: OpenDraft;
  replay: Replay;
  readOnly: boolean;
}

/** Makes a version of the draft, with a message that may be left to the text itself. */
export function CommitBar({ draft, replay, readOnly }: CommitBarProps) {
  const [message, setMessage] = useState("");
  const { notice } = useReplayState();
  const { state, base } = draft;
  const suggested = state.baseNumber === null || base !== null ? suggestMessage(base, state.text) : "";
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
