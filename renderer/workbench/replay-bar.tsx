import { X, Square, SlidersHorizontal, Play } from "lucide-react";
import {
  Button,
  IconButton,
  classes,
  OutcomeSign,
  ProgressBar,
  Checkbox,
  TextField,
  useFocusLayer,
  Select,
  Tooltip,
} from "../ui/index.ts";
import { type WorkbenchState, useWorkbenchState } from "./state/workbench-state.ts";
import { formatRunEnd, progressCounts, progressParts } from "./state/format-progress.ts";
import {
  dismissNotice,
  useReplayStatus,
  type LimitName,
  limitNames,
  noReplayOptions,
  formatReplayOptions,
  readLimit,
  readSampleLimit,
  useReplayOptions,
  useSamples,
  type Samples,
} from "./state/replay-options.ts";
import { useLiveRun, useLiveRuns } from "./state/live-runs.ts";
import { type Replay, useReplayPlan, useReplay } from "./state/use-replay.ts";
import styles from "./replay-bar.module.css";
import type { RunProgress } from "../../shared/domain/run.ts";
import { useComparison, useComparisonRefresh } from "./state/use-comparison.ts";
import { Popover } from "@base-ui/react/popover";
import { useState } from "react";
import { select, useCommand, useRoute } from "../shell/index.ts";
import { sideName } from "./state/choose-runs.ts";

/** What is shown next to the button while nothing runs: why it could not start, or how the last run was cut short. */
function ReplayEnd({ workbench, replay }: { workbench: WorkbenchState; replay: Replay }) {
  const { notice, starting } = useReplayStatus();
  const candidate = useLiveRun(workbench.candidateRun);
  const baseline = useLiveRun(workbench.baselineRun);
  if (notice && notice.code !== "unchanged") {
    const text = `${notice.title}. ${notice.message}`;
    return (
      <span className={styles.end} title={text}>
        <span className={styles.endText}>! {text}</span>
        <IconButton label="Dismiss" icon={<X aria-hidden="true" />} onClick={dismissNotice} />
      </span>
    );
  }
  const cutShort = [candidate, baseline].filter((run) => run !== null && formatRunEnd(run.progress) !== null);
  const first = cutShort[0];
  if (!first) return <span className={styles.end} />;
  const text = formatRunEnd(first.progress) ?? "";
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
        Resume
      </Button>
    </span>
  );
}

interface ReplayProgressProps {
  workbench: WorkbenchState;
  progress: RunProgress;
  onStop: () => void;
}

/** How far a replay is and what it has found so far. Every count has its own place, so nothing moves. */
function ReplayProgress({ workbench, progress, onStop }: ReplayProgressProps) {
  const { comparison } = useComparison(workbench.baselineRun, workbench.candidateRun);
  const { done, all, text } = progressCounts(progress);
  return (
    <div className={styles.progress}>
      <span className={styles.far} style={{ minWidth: `${String(all).length * 2 + 1}ch` }} title={text}>
        {done}/{all}
      </span>
      <ProgressBar label="Replay" value={done} max={all} text={text} className={styles.meter} />
      {comparison?.baseline && (
        <span className={styles.news}>
          <OutcomeSign kind="broke" withWord count={comparison.counts.broke} />
          <OutcomeSign kind="fixed" withWord count={comparison.counts.fixed} />
        </span>
      )}
      <span className={styles.facts}>
        {progressParts(progress).map((part) => (
          <span key={part.key} className={classes(styles.fact, part.tone === "warn" && styles.warn)} title={part.say}>
            {part.text}
          </span>
        ))}
      </span>
      <Button icon={<Square aria-hidden="true" />} onClick={onStop} keys="Mod+.">
        Stop
      </Button>
    </div>
  );
}

const limitFields: Record<LimitName, { label: string; inputMode: "numeric" | "decimal"; error: string }> = {
  calls: { label: "Calls", inputMode: "numeric", error: "A whole number above 0." },
  tokens: { label: "Tokens", inputMode: "numeric", error: "A whole number above 0." },
  dollars: { label: "Dollars", inputMode: "decimal", error: "A number above 0." },
  seconds: { label: "Seconds", inputMode: "decimal", error: "A number above 0." },
};

interface ReplayOptionsPopoverProps {
  /** What the next replay would take, in words. */
  plan: string;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** Limits and switches of the next replays, next to the button that starts them. */
function ReplayOptionsPopover({ plan, open, onOpen }: ReplayOptionsPopoverProps) {
  const layer = useFocusLayer(open);
  const options = useReplayOptions();
  const inForce = formatReplayOptions(options);
  const label = inForce === null ? "Replay options" : `Replay options: ${inForce}`;
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger
        aria-label={label}
        title={label}
        className={classes(styles.trigger, inForce !== null && styles.inForce)}
      >
        <SlidersHorizontal aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className={styles.positioner}>
          <Popover.Popup ref={layer} className={styles.popup}>
            <Popover.Title className={styles.title}>Next replay</Popover.Title>
            <p className={styles.plan} aria-live="polite">
              {plan}
            </p>
            <h3 className={styles.heading}>Limits of each run</h3>
            <div className={styles.limits}>
              {limitNames.map((name) => (
                <TextField
                  key={name}
                  label={limitFields[name].label}
                  inputMode={limitFields[name].inputMode}
                  placeholder="none"
                  value={options[name]}
                  error={readLimit(name, options[name]) === undefined ? limitFields[name].error : undefined}
                  onValue={(text) => useReplayOptions.setState({ [name]: text })}
                />
              ))}
              <TextField
                label="Auto-samples a side"
                inputMode="numeric"
                placeholder="usual"
                value={options.samples}
                error={readSampleLimit(options.samples) === undefined ? "A whole number from 2 to 1,000." : undefined}
                onValue={(text) => useReplayOptions.setState({ samples: text })}
              />
            </div>
            <p className={styles.hint}>A run stops before it passes one; what it recorded is kept.</p>
            <div className={styles.switches}>
              <Checkbox
                label="Stop at the first conversation that broke"
                checked={options.failFast}
                onValue={(failFast) => useReplayOptions.setState({ failFast })}
              />
              <Checkbox
                label="Without cache"
                checked={options.withoutCache}
                onValue={(withoutCache) => useReplayOptions.setState({ withoutCache })}
              />
            </div>
            <Button
              look="quiet"
              className={styles.reset}
              disabled={inForce === null}
              onClick={() => useReplayOptions.setState(noReplayOptions)}
            >
              Reset all
            </Button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

const SAMPLE_CHOICES: readonly number[] = [1, 2, 3, 5, 8, 10, 20];

/** What is replayed, with what, how often; and, while it goes on, how far it is. */
export function ReplayBar() {
  const workbench = useWorkbenchState();
  const replay = useReplay(workbench);
  const { samples } = workbench;
  const live = useLiveRuns(workbench);
  const route = useRoute();
  const [looked, setLooked] = useState(false);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const plan = useReplayPlan(workbench, replay, (looked || optionsOpen) && replay.ready);
  useComparisonRefresh(workbench.baselineRun?.id ?? null, workbench.candidateRun?.id ?? null);

  const can = replay.ready && !replay.starting && live.running.length === 0;
  const start = (): void => void replay.replay(replay.target);
  const stop = (): void => void replay.stop(live.running.map((run) => run.id));
  const here = route === "workbench";
  useCommand({
    id: "replay",
    title: `Replay ${sideName(replay.target)}`,
    keys: "r",
    group: "Replay",
    run: start,
    enabled: can && here,
  });
  useCommand({
    id: "stop",
    title: "Stop the replay",
    keys: "Mod+.",
    group: "Replay",
    run: stop,
    enabled: live.running.length > 0,
  });

  useCommand({
    id: "replay-options",
    title: "Replay options: limits, first break, cache…",
    group: "Replay",
    run: () => setOptionsOpen(true),
    enabled: here,
  });

  const counts =
    samples === "auto" || SAMPLE_CHOICES.includes(samples)
      ? SAMPLE_CHOICES
      : [...SAMPLE_CHOICES, samples].sort((a, b) => a - b);
  const choices: readonly Samples[] = ["auto", ...counts];
  const running = live.running.length > 0;
  return (
    <div role="group" aria-label="Replay" className={classes(styles.bar, running && styles.running)}>
      <div className={styles.pickers}>
        <Select
          label="Conversation set"
          look="quiet"
          value={workbench.set?.id ?? null}
          placeholder="No set"
          options={workbench.sets.map((set) => ({ value: set.id, label: set.name, hint: set.conversations }))}
          onValue={(setId) => {
            dismissNotice();
            select({ setId });
          }}
          className={styles.picker}
        />
        <Select
          label="Model"
          look="quiet"
          value={workbench.model?.id ?? null}
          placeholder="No model"
          options={workbench.models.map((model) => ({ value: model.id, label: model.name, hint: model.provider }))}
          onValue={(modelId) => {
            dismissNotice();
            select({ modelId });
          }}
          className={styles.picker}
        />
        <Select
          label="Samples per conversation"
          look="quiet"
          value={String(samples)}
          options={choices.map((count) => ({
            value: String(count),
            label: count === "auto" ? "Auto" : `× ${count}`,
            ...(count === "auto" && { hint: "until decided" }),
          }))}
          onValue={(count) => useSamples.setState({ samples: count === "auto" ? count : Number(count) })}
          className={styles.samples}
        />
      </div>
      {running && live.progress ? (
        <ReplayProgress workbench={workbench} progress={live.progress} onStop={stop} />
      ) : (
        <>
          <ReplayEnd workbench={workbench} replay={replay} />
          <ReplayOptionsPopover plan={plan} open={optionsOpen} onOpen={setOptionsOpen} />
          <Tooltip label={plan}>
            <Button
              icon={<Play aria-hidden="true" />}
              onClick={start}
              disabled={!can}
              className={styles.start}
              onPointerEnter={() => setLooked(true)}
              onPointerLeave={() => setLooked(false)}
              onFocus={() => setLooked(true)}
              onBlur={() => setLooked(false)}
            >
              Replay {sideName(replay.target)}
            </Button>
          </Tooltip>
        </>
      )}
    </div>
  );
}
