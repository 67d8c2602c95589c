import { messageOf } from "../../shared/message-of.ts";
import type { Events } from "./events.ts";
import type { Replays } from "./replay/replays.ts";
import type { Store } from "./store/store.ts";

const LOOK_EVERY_MS = 1_000;

interface OthersOptions {
  store: Store;
  events: Events;
  replays: Replays;
  log(line: string): void;
}

/**
 * Tells windows what other processes do with the same project, such as the command line in a terminal: what changed,
 * and how far their runs are. Looks once a second, which costs nothing while nobody else commits.
 */
export function watchOtherProcesses({ store, events, replays, log }: OthersOptions) {
  let commits = store.marks.othersCommits();
  let marks = store.marks.read();
  let goingOn = new Set<string>();
  let failed = false;

  const look = (): void => {
    const now = store.marks.othersCommits();
    // A process that was killed commits nothing any more: its runs are looked after as long as they go on.
    if (now === commits && goingOn.size === 0) return;
    if (now !== commits && goingOn.size === 0 && !store.othersCommitted()) {
      // What was committed here was told already; another process has only written the journal into the file.
      [marks, commits] = [store.marks.read(), now];
      return;
    }
    const running = replays.elsewhere();
    const ids = new Set(running.map(({ id }) => id));
    const ended = [...goingOn].filter((id) => !ids.has(id)).flatMap((id) => replays.find(id) ?? []);
    const before = marks;
    // Last, so that whatever fails above is tried again.
    [marks, goingOn, commits] = [store.marks.read(), ids, now];
    for (const run of [...running, ...ended]) events.emit({ type: "run", run: run.progress });
    for (const [topic, mark] of marks) if (mark !== before.get(topic)) events.changed(topic);
  };

  const timer = setInterval(() => {
    // Nobody waits for this, and the file may be gone for a while: the next look tries again.
    try {
      look();
      failed = false;
    } catch (error) {
      if (!failed) log(`what other processes changed could not be read: ${messageOf(error)}`);
      failed = true;
    }
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    close: (): void => clearInterval(timer),
  };
}
