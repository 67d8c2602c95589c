import { useState } from "react";
import { goTo, useCommand } from "../app/index.ts";
import { Button, TextField } from "../ui/index.ts";
import { commitMerge, messageOf } from "./commit-merge.ts";
import type { CommitStand } from "./commit-stand.ts";
import { changeWork } from "./merge-store.ts";
import type { Merge } from "./use-merge.ts";
import styles from "./merge.module.css";

interface MergeCommitBarProps {
  merge: Merge;
  stand: CommitStand;
  /** Reads the branches anew: one of them has moved on. */
  again: () => void;
}

/** Makes the merge a version of the branch, or says what stands against it. */
export function MergeCommitBar({ merge, stand, again }: MergeCommitBarProps) {
  const [busy, setBusy] = useState(false);
  const { work, key, preview, names, ours } = merge;
  const forward = preview.relation === "fastForward" && merge.text === preview.text;
  const can = stand.kind !== "blocked" && !busy;
  const action = forward ? `Move ${ours} to v${preview.theirs}` : "Commit the merge";
  const commit = (): void => {
    if (!can) return;
    setBusy(true);
    void commitMerge(merge, stand, again).finally(() => setBusy(false));
  };
  useCommand({ id: "merge-commit", title: action, keys: "Mod+Enter", group: "Merge", enabled: can, run: commit });
  return (
    <form
      className={styles.commit}
      aria-label="Commit the merge"
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      {!forward && (
        <TextField
          label="Message"
          hideLabel
          value={work.message}
          placeholder={messageOf({ ...merge, work: { ...work, message: "" } })}
          maxLength={2000}
          className={styles.message}
          onValue={(message) => changeWork(key, { message })}
        />
      )}
      <p role="status" aria-label="Commit" className={styles.stand}>
        {stand.kind === "blocked"
          ? stand.reason
          : forward
            ? "No version is made: the branch moves on."
            : `On ${names.ours}, with both branches as parents.`}
      </p>
      {preview.draftEdited && (
        <Button look="quiet" onClick={() => void goTo("workbench")}>
          Go to the draft
        </Button>
      )}
      <Button type="submit" look={stand.kind === "ask" ? "plain" : "primary"} keys="Mod+Enter" disabled={!can}>
        {action}
      </Button>
    </form>
  );
}
