import { useEffect, useMemo } from "react";
import type { Run } from "../../../shared/domain/run.ts";
import { useCommand } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { runToWatchAgainst } from "../run-choice.ts";
import { settingsFrom, type Loop } from "../use-loop.ts";
import { useFollowComparison } from "../use-comparison.ts";
import { watchPort } from "./watch-port.ts";
import { isPaid, takeWatched, turnWatch, useSessionCalls, useWatched, useWatchIsOn } from "./watch-store.ts";
import { createWatcher } from "./watcher.ts";

export interface Watch {
  on: boolean;
  /** Switches it, for the picked model; null where there is nothing to watch with. */
  toggle: (() => void) | null;
  /** What quick replays are held against; null while the base version has no complete run. */
  baseline: Run | null;
  paid: boolean;
}

/** Follows the draft with quick replays for as long as the workbench is on screen. Once per window. */
export function useWatch(loop: Loop, draft: OpenDraft, visible: boolean): Watch {
  const { prompt, set, model, runs, versions } = loop;
  const canWrite = useCanWrite();
  const on = useWatchIsOn(model);
  const { spent, allowed } = useSessionCalls();
  const base = draft.state.baseNumber;
  const choice = model && { model, settingsOf: settingsFrom(versions, draft.state) };
  const baseline = set && choice && base !== null ? runToWatchAgainst(runs, set.id, choice, base) : null;
  const { run } = useWatched();
  useFollowComparison(baseline?.id ?? null, run?.id ?? null);

  const { saver } = draft;
  const promptId = prompt?.id ?? null;
  const setId = set !== null && set.conversations > 0 ? set.id : null;
  const watcher = useMemo(() => {
    if (promptId === null || setId === null || model === null) return null;
    return createWatcher(watchPort({ promptId, setId, model, saver }), takeWatched);
  }, [promptId, setId, model, saver]);
  useEffect(() => () => watcher?.rest(), [watcher]);

  const { text } = draft.state;
  const ready = watcher !== null && on && canWrite && draft.dirty;
  const baselineId = baseline?.id ?? null;
  useEffect(() => useWatched.setState({ baseline }), [baseline]);
  const paid = model !== null && isPaid(model);
  const spentAll = paid && spent >= allowed;
  useEffect(() => {
    if (watcher === null) return;
    if (!ready || baselineId === null) watcher.rest();
    else if (spentAll) watcher.hold(text);
    else watcher.hear(text);
  }, [watcher, ready, baselineId, spentAll, text]);

  const toggle = model !== null && canWrite ? () => turnWatch(model, !on) : null;
  useCommand({
    id: "watch",
    title: on ? "Stop watching the draft" : "Watch the draft while typing",
    keys: ["w", "Alt+w"],
    group: "Prompt",
    enabled: toggle !== null && visible,
    run: () => toggle?.(),
  });
  return { on, toggle, baseline, paid };
}
