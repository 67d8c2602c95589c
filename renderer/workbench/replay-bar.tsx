import { Play } from "lucide-react";
import { useState } from "react";
import { select, useCommand, useRoute } from "../app/index.ts";
import { Button, classes, Select, Tooltip } from "../ui/index.ts";
import { ReplayEnd } from "./replay/replay-end.tsx";
import { ReplayOptionsPopover } from "./replay/replay-options-popover.tsx";
import { ReplayProgress } from "./replay/replay-progress.tsx";
import { dismissNotice, useSamples, type Samples } from "./replay/replay-store.ts";
import { useLiveRuns } from "./replay/use-live-runs.ts";
import { usePlan } from "./replay/use-plan.ts";
import { useReplay } from "./replay/use-replay.ts";
import { sideName } from "./run-choice.ts";
import { useFollowComparison } from "./use-comparison.ts";
import { useLoop } from "./use-loop.ts";
import styles from "./replay/replay-bar.module.css";

const SAMPLE_CHOICES: readonly number[] = [1, 2, 3, 5, 8, 10, 20];

/** What is replayed, with what, how often; and, while it goes on, how far it is. */
export function ReplayBar() {
  const loop = useLoop();
  const replay = useReplay(loop);
  const { samples } = loop;
  const live = useLiveRuns(loop);
  const route = useRoute();
  const [looked, setLooked] = useState(false);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const plan = usePlan(loop, replay, (looked || optionsOpen) && replay.ready);
  useFollowComparison(loop.baselineRun?.id ?? null, loop.candidateRun?.id ?? null);

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
          value={loop.set?.id ?? null}
          placeholder="No set"
          options={loop.sets.map((set) => ({ value: set.id, label: set.name, hint: set.conversations }))}
          onValue={(setId) => {
            dismissNotice();
            select({ setId });
          }}
          className={styles.picker}
        />
        <Select
          label="Model"
          look="quiet"
          value={loop.model?.id ?? null}
          placeholder="No model"
          options={loop.models.map((model) => ({ value: model.id, label: model.name, hint: model.provider }))}
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
        <ReplayProgress loop={loop} progress={live.progress} onStop={stop} />
      ) : (
        <>
          <ReplayEnd loop={loop} replay={replay} />
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
