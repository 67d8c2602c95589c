import { Button } from "../../ui/index.ts";
import { whyOf } from "./keep-in-view.ts";
import { leaveWatched, useWatched } from "./watch-store.ts";
import styles from "./watch.module.css";

/** Says above the evidence that it shows the draft's quick replay, why this conversation, and how to go back. */
export function WatchBand({ conversationId, back }: { conversationId: string; back: string }) {
  const reason = useWatched(({ why }) => whyOf(why, conversationId));
  const text = reason === undefined ? "Quick replay of the draft" : `Quick replay of the draft · ${reason}`;
  return (
    <div className={styles.band} role="note">
      <span title={text}>{text}</span>
      <Button look="quiet" onClick={leaveWatched}>
        Back to {back}
      </Button>
    </div>
  );
}
