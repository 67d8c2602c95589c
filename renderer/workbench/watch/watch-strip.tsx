import { useCommand } from "../../app/index.ts";
import { Button, classes } from "../../ui/index.ts";
import { GroupSign } from "../outcomes/group-sign.tsx";
import type { Replay } from "../replay/use-replay.ts";
import { duration } from "../words.ts";
import type { Watch } from "./use-watch.ts";
import { useWatchedComparison } from "./use-watched-comparison.ts";
import { allowMoreCalls, SESSION_CALLS, showWatched, useSessionCalls, useWatched } from "./watch-store.ts";
import { nextIn, watchGroups, watchWord, type WatchGroup } from "./watch-words.ts";
import styles from "./watch.module.css";

interface WatchStripProps {
  watch: Watch;
  base: number | null;
  dirty: boolean;
  replay: Replay;
}

/** One line under the draft's: what a quick replay of what is typed broke and fixed. */
export function WatchStrip({ watch, base, dirty, replay }: WatchStripProps) {
  const { phase, problem, progress } = useWatched();
  const { spent, allowed } = useSessionCalls();
  if (!watch.on || base === null) return null;
  const stale = phase === "waiting" || phase === "replaying";
  const spentAll = watch.paid && spent >= allowed;
  const silent = phase === "settled" && progress?.recorded === 0 ? progress.lastError : null;
  const trouble = problem?.message ?? silent;
  return (
    <div role="group" aria-label="Watch" aria-busy={stale} className={styles.strip}>
      <span className={styles.name}>watch</span>
      {watch.baseline === null ? (
        <>
          <span className={styles.note}>v{base} has no complete replay to hold the draft against.</span>
          <Button look="quiet" disabled={!replay.ready || replay.starting} onClick={() => void replay.replay(base)}>
            Replay v{base}
          </Button>
        </>
      ) : trouble !== null ? (
        <span role="alert" className={styles.problem} title={trouble}>
          ! {trouble}
        </span>
      ) : !dirty ? (
        <span className={styles.note}>waits for a change to v{base}</span>
      ) : spentAll && phase === "idle" ? (
        <span className={styles.note}>all calls of this session are spent</span>
      ) : (
        <Findings stale={stale} />
      )}
      <span className={styles.end}>
        {phase === "settled" && progress !== null && dirty && <span>{duration(progress.wallMs)}</span>}
        {watch.paid && (
          <span title="Calls that quick replays made in this session">
            {spent}/{allowed} calls
          </span>
        )}
        {spentAll && (
          <Button look="quiet" className={styles.more} onClick={allowMoreCalls}>
            Allow {SESSION_CALLS} more
          </Button>
        )}
      </span>
    </div>
  );
}

function Findings({ stale }: { stale: boolean }) {
  const shown = useWatched((watched) => watched.shown);
  const { comparison, earlier } = useWatchedComparison();
  const faded = stale || earlier;
  const groups = comparison === null ? [] : watchGroups(comparison);
  const moved = groups.flatMap(({ group, rows }) => (group === "same" ? [] : rows));
  const next = nextIn(moved, shown);
  useCommand({
    id: "watch-next",
    title: "Show what the watch found",
    keys: ["Shift+w", "Alt+Shift+w"],
    group: "Prompt",
    enabled: next !== null,
    run: () => {
      if (next === null) return;
      showWatched(next);
      // Who is typing goes on typing; for anybody else Escape then leads back. The replies are still being read.
      if (!document.activeElement?.closest(".monaco-editor")) document.getElementById("evidence")?.focus();
    },
  });
  if (comparison === null) return <span className={styles.note}>replays when the keys rest</span>;
  const pending = comparison.pending > 0 ? `, ${comparison.pending} to come` : "";
  return (
    <>
      <span className={classes(styles.counts, faded && styles.stale)}>
        {groups.map((one) => (
          <Count key={one.group} {...one} shown={shown} />
        ))}
      </span>
      <span role="status" className="visually-hidden">
        {faded
          ? ""
          : `Watch: ${groups.map(({ group, rows }) => `${rows.length} ${watchWord(group)}`).join(", ")}${pending}`}
      </span>
    </>
  );
}

/** Each press shows the next conversation of its group. */
function Count({ group, rows, shown }: WatchGroup & { shown: string | null }) {
  const next = nextIn(rows, shown);
  const titles = rows.map((row) => row.title || row.id).join("\n");
  return (
    <button
      type="button"
      className={classes(styles.count, rows.some((row) => row.id === shown) && styles.current)}
      disabled={next === null}
      data-group={group}
      title={titles}
      onClick={() => next !== null && showWatched(next)}
    >
      <GroupSign group={group} />
      {rows.length}
      <span className={styles.word}>{watchWord(group)}</span>
    </button>
  );
}
