import { X } from "lucide-react";
import { Button, IconButton } from "../../ui/index.ts";
import type { Loop } from "../use-loop.ts";
import { endInWords } from "./progress-words.ts";
import { dismissNotice, useReplayState } from "./replay-store.ts";
import { useLive } from "./use-live-runs.ts";
import type { Replay } from "./use-replay.ts";
import styles from "./replay-bar.module.css";

/** What stands beside the button while nothing runs: why it could not start, or how the last run was cut short. */
export function ReplayEnd({ loop, replay }: { loop: Loop; replay: Replay }) {
  const { notice, starting } = useReplayState();
  const candidate = useLive(loop.candidateRun);
  const baseline = useLive(loop.baselineRun);
  if (notice && notice.code !== "unchanged") {
    const text = `${notice.title}. ${notice.message}`;
    return (
      <span className={styles.end} title={text}>
        <span className={styles.endText}>! {text}</span>
        <IconButton label="Dismiss" icon={<X aria-hidden="true" />} onClick={dismissNotice} />
      </span>
    );
  }
  const cutShort = [candidate, baseline].filter((run) => run !== null && endInWords(run.progress) !== null);
  const first = cutShort[0];
  if (!first) return <span className={styles.end} />;
  const text = endInWords(first.progress) ?? "";
  const runs = cutShort.filter((run) => run !== null);
  return (
    <span className={styles.end} title={text}>
      <span className={styles.endText}>! {text}</span>
      <Button
        className={styles.start}
        disabled={starting}
        title={first.progress.stopReason === "budget" ? "With as much again as its limits allowed" : undefined}
        onClick={() => void replay.resume(runs)}
      >
        Go on
      </Button>
    </span>
  );
}
