import { create } from "zustand";
import type { RunProgress } from "../../shared/domain/run.ts";
import { assertNever } from "../../shared/errors.ts";
import type { EngineEvent, ChangeTopic } from "../../shared/contract/project.ts";
import { client, orpc, queryClient } from "./client.ts";
import { onConnected } from "./connection.ts";

type ProgressByRun = Readonly<Record<string, RunProgress>>;

const progressStore = create<ProgressByRun>(() => ({}));
let pendingProgress: Record<string, RunProgress> = {};
let frame: number | null = null;

/** Takes the newest counts of a run; listeners hear of them at most once per animation frame. */
function receiveProgress(progress: RunProgress): void {
  pendingProgress[progress.runId] = progress;
  frame ??= requestAnimationFrame(() => {
    const arrived = pendingProgress;
    pendingProgress = {};
    frame = null;
    progressStore.setState(arrived);
  });
}

/** After a reconnect the counts are whatever the queries say. */
function clearProgress(): void {
  pendingProgress = {};
  progressStore.setState({}, true);
  recheckStore.setState({}, true);
}

/** The newest counts of a run as they stream in; undefined until the first event about it. */
export function useRunProgress(runId: string | null | undefined): RunProgress | undefined {
  return progressStore((all) => (runId == null ? undefined : all[runId]));
}

type RecheckProgress = Extract<EngineEvent, { type: "recheck" }>["recheck"];

const recheckStore = create<Readonly<Record<string, RecheckProgress>>>(() => ({}));

/** How far checking the recorded replies of a run again is; undefined until the first event about it. */
export function useRecheckProgress(runId: string | null | undefined): RecheckProgress | undefined {
  return recheckStore((all) => (runId == null ? undefined : all[runId]));
}

/** Calls the listener with the newest counts of a run, at most once per animation frame. Returns how to stop. */
export function onRunProgress(listener: (progress: RunProgress) => void): () => void {
  return progressStore.subscribe((all, before) => {
    for (const [id, progress] of Object.entries(all)) if (before[id] !== progress) listener(progress);
  });
}

/** Follows the engine's events for as long as the window lives; starts again after each connect. */
export function followEvents(): void {
  onConnected(() => {
    clearProgress();
    void queryClient.invalidateQueries();
    void readEvents();
  });
}

async function readEvents(): Promise<void> {
  try {
    for await (const event of await client.events.stream()) applyEvent(event);
  } catch {
    // The connection went: the next one starts its own stream, and the frame shows the engine's state meanwhile.
  }
}

function applyEvent(event: EngineEvent): void {
  switch (event.type) {
    case "run":
      return receiveProgress(event.run);
    case "insight":
      for (const queryKey of insightQueryKeys[event.insight.kind]) void queryClient.invalidateQueries({ queryKey });
      return;
    case "recheck":
      recheckStore.setState({ [event.recheck.runId]: event.recheck });
      return;
    case "changed":
      for (const queryKey of queryKeysOf(event.topic)) void queryClient.invalidateQueries({ queryKey });
      return;
    default:
      assertNever(event);
  }
}

/** What follows each kind of search. */
const insightQueryKeys = {
  bisect: [orpc.bisect.get.key()],
  blame: [orpc.blame.latest.key()],
  audit: [orpc.audit.latest.key()],
  merge: [orpc.merge.check.get.key()],
  probe: [orpc.probes.get.key(), orpc.probes.planTry.key()],
} satisfies Record<Extract<EngineEvent, { type: "insight" }>["insight"]["kind"], (readonly unknown[])[]>;

/** Which queries may say something else after a change. */
function queryKeysOf(topic: ChangeTopic): (readonly unknown[])[] {
  switch (topic) {
    case "project":
      return [orpc.project.key(), orpc.facts.key()];
    case "prompts":
      return [
        orpc.prompts.key(),
        orpc.branches.key(),
        orpc.drafts.key(),
        orpc.versions.key(),
        orpc.runs.key(),
        orpc.trends.key(),
        orpc.merge.preview.key(),
        orpc.ledger.key(),
      ];
    case "branches":
      return [orpc.branches.key(), orpc.drafts.key(), orpc.merge.preview.key(), orpc.ledger.key()];
    case "conversations":
      return [orpc.sets.key(), orpc.conversations.key(), orpc.compare.key(), orpc.runs.key(), orpc.ledger.key()];
    case "models":
      return [orpc.models.key(), orpc.keys.key(), orpc.prices.key(), orpc.judges.key()];
    case "runs":
      return [orpc.runs.key(), orpc.compare.key(), orpc.trends.key(), orpc.cache.key()];
    case "judges":
      return [orpc.judges.key(), orpc.runs.stale.key()];
    case "ledger":
      return [orpc.ledger.key()];
    case "analyses":
      return [orpc.audit.latest.key()];
    case "trust":
      return [orpc.trust.key()];
    default:
      return assertNever(topic);
  }
}
