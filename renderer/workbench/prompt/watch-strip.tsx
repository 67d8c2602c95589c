import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";
import { groupName, groupRows, type OutcomeGroup } from "../outcomes/outcome-groups.ts";
import { Button, classes } from "../../ui/index.ts";
import { selectionReason } from "../watch/watcher.ts";
import {
  hideWatched,
  useWatched,
  useWatchedComparison,
  allowMoreCalls,
  SESSION_CALLS,
  showWatched,
  useSessionCalls,
} from "../watch/watch-state.ts";
import styles from "./watch-strip.module.css";
import { useCommand } from "../../shell/index.ts";
import { GroupSign } from "../outcomes/outcome-list.tsx";
import type { Replay } from "../state/use-replay.ts";
import { formatDuration } from "../../../shared/format/values.ts";
import type { Watch } from "../watch/use-watch.ts";

interface WatchGroup {
  group: OutcomeGroup;
  rows: readonly ComparisonRow[];
}

/** Groups whose count always stands in the strip, so that nothing moves when one of them comes or goes. */
const fixedGroups: readonly OutcomeGroup[] = ["broke", "fixed", "same"];

/** The counts of the strip, in order; what is still under way is left out. */
export function watchGroups(comparison: Comparison): WatchGroup[] {
  const found = new Map(groupRows(comparison.rows, "there").map(({ group, rows }) => [group, rows]));
  const shown: readonly OutcomeGroup[] = ["broke", "fixed", "look", "failing", "changed", "same"];
  return shown.flatMap((group) => {
    const rows = found.get(group);
    return rows !== undefined || fixedGroups.includes(group) ? [{ group, rows: rows ?? [] }] : [];
  });
}

/** One word next to a sign and a count; the list of outcomes shows longer names. */
function watchGroupName(group: OutcomeGroup): string {
  if (group === "look") return "unclear";
  return group === "failing" || group === "changed" || group === "same" ? group : groupName(group, "there");
}

/** The conversation after the one that is shown, round and round; the first when none of them is. */
export function nextConversation(rows: readonly Pick<ComparisonRow, "id">[], shown: string | null): string | null {
  const at = rows.findIndex((row) => row.id === shown);
  return rows[(at + 1) % rows.length]?.id ?? null;
}

/** Says above the evidence that it shows the draft's quick replay, why this conversation, and how to go back. */
export function WatchBand({ conversationId, back }: { conversationId: string; back: string }) {
  const reason = useWatched(({ why }) => selectionReason(why, conversationId));
  const text = reason === undefined ? "Quick replay of the draft" : `Quick replay of the draft · ${reason}`;
  return (
    <div className={styles.band} role="note">
      <span title={text}>{text}</span>
      <Button look="quiet" onClick={hideWatched}>
        Back to {back}
      </Button>
    </div>
  );
}

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
        <WatchFindings stale={stale} />
      )}
      <span className={styles.end}>
        {phase === "settled" && progress !== null && dirty && <span>{formatDuration(progress.wallMs)}</span>}
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

function WatchFindings({ stale }: { stale: boolean }) {
  const shown = useWatched((watched) => watched.shown);
  const { comparison, earlier } = useWatchedComparison();
  const faded = stale || earlier;
  const groups = comparison === null ? [] : watchGroups(comparison);
  const moved = groups.flatMap(({ group, rows }) => (group === "same" ? [] : rows));
  const next = nextConversation(moved, shown);
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
  if (comparison === null) return <span className={styles.note}>replays when you stop typing</span>;
  const pending = comparison.pending > 0 ? `, ${comparison.pending} to come` : "";
  return (
    <>
      <span className={classes(styles.counts, faded && styles.stale)}>
        {groups.map((one) => (
          <WatchCount key={one.group} {...one} shown={shown} />
        ))}
      </span>
      <span role="status" className="visually-hidden">
        {faded
          ? ""
          : `Watch: ${groups.map(({ group, rows }) => `${rows.length} ${watchGroupName(group)}`).join(", ")}${pending}`}
      </span>
    </>
  );
}

/** Each press shows the next conversation of its group. */
function WatchCount({ group, rows, shown }: WatchGroup & { shown: string | null }) {
  const next = nextConversation(rows, shown);
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
      <span className={styles.word}>{watchGroupName(group)}</span>
    </button>
  );
}
