import { errorMessageOf } from "../../shared/errors.ts";
import type { EventBus } from "./events.ts";
import type { Replays } from "./replay/replays.ts";
import type { Store } from "./store/store.ts";

const POLL_INTERVAL_MS = 1_000;

interface ExternalChangesOptions {
  store: Store;
  events: EventBus;
  replays: Replays;
  log(line: string): void;
}

/**
 * Tells windows what other processes do with the same project, such as the command line in a terminal: what changed,
 * and how far their runs are. Polls once a second, which costs nothing while no other process commits.
 */
export function watchExternalChanges({ store, events, replays, log }: ExternalChangesOptions) {
  let commits = store.changeFingerprints.dataVersion();
  let marks = store.changeFingerprints.read();
  let externalRunIds = new Set<string>();
  let failed = false;

  const poll = (): void => {
    const now = store.changeFingerprints.dataVersion();
    // A process that was killed commits nothing any more: its runs are polled as long as they are under way.
    if (now === commits && externalRunIds.size === 0) return;
    if (externalRunIds.size === 0) {
      // Read before the question: what is committed in between has to differ from it in the next poll.
      const found = store.changeFingerprints.read();
      if (!store.othersCommitted()) {
        // What was committed here was told already; another process has only written the journal into the file.
        [marks, commits] = [found, now];
        return;
      }
    }
    const running = replays.elsewhere();
    const ids = new Set(running.map(({ id }) => id));
    const ended = [...externalRunIds].filter((id) => !ids.has(id)).flatMap((id) => replays.find(id) ?? []);
    const before = marks;
    // Last, so that what fails above is tried again, and after looking for runs, which may end one that was left behind.
    [marks, externalRunIds, commits] = [store.changeFingerprints.read(), ids, now];
    for (const run of [...running, ...ended]) events.emit({ type: "run", run: run.progress });
    for (const [topic, mark] of marks) if (mark !== before.get(topic)) events.changed(topic);
  };

  const timer = setInterval(() => {
    // Nobody waits for this, and the file may be gone for a while: the next poll tries again.
    try {
      poll();
      failed = false;
    } catch (error) {
      if (!failed) log(`what other processes changed could not be read: ${errorMessageOf(error)}`);
      failed = true;
    }
  }, POLL_INTERVAL_MS);
  timer.unref();

  return {
    close: (): void => clearInterval(timer),
  };
}
