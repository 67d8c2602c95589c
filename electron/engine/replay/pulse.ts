import type { RunProgress } from "../../../shared/domain/run.ts";
import { messageOf } from "../../../shared/message-of.ts";
import { now } from "../clock.ts";
import type { Events } from "../events.ts";
import type { Store } from "../store/store.ts";

const TELL_EVERY_MS = 100;
const BEAT_EVERY_MS = 1_000;

interface PulseOptions {
  runId: number;
  /** Kept up to date by whoever replays. */
  progress: RunProgress;
  store: Store;
  events: Events;
  lease: string;
  /** The run has another lease by now: it is not ours any more. */
  onLost(): void;
  log(line: string): void;
}

/** Tells windows how a run stands, ten times a second at most, and other processes that it lives, once a second. */
export function createPulse({ runId, progress, store, events, lease, onLost, log }: PulseOptions) {
  let toldAt = 0;
  let beatAt = Date.now();
  let timer: NodeJS.Timeout | null = null;

  const beat = (): void => {
    if (Date.now() - beatAt < BEAT_EVERY_MS) return;
    beatAt = Date.now();
    // Called from timers, where nobody would catch it; a disk that is full is met by the next reply anyway.
    try {
      if (!store.write(() => store.runs.beat(runId, now(), progress, lease))) onLost();
    } catch (error) {
      log(`run ${runId}: no sign of life could be written: ${messageOf(error)}`);
    }
  };

  const tell = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    toldAt = Date.now();
    events.emit({ type: "run", run: { ...progress } });
    beat();
  };

  const heart = setInterval(beat, BEAT_EVERY_MS * 2);
  heart.unref();

  return {
    /** The progress changed. */
    changed(): void {
      if (Date.now() - toldAt >= TELL_EVERY_MS) tell();
      else timer ??= setTimeout(tell, TELL_EVERY_MS);
    },
    stop(): void {
      clearInterval(heart);
      if (timer) clearTimeout(timer);
    },
  };
}
