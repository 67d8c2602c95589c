import type { RunProgress } from "../../../shared/domain/run.ts";
import { messageOf } from "../../../shared/message-of.ts";
import { now } from "../clock.ts";
import type { Store } from "../store/store.ts";

/** Ends of runs. One that the disk does not take is kept here, shown from here, and written when there is a chance. */
export function createEndings(store: Store, log: (line: string) => void) {
  const unwritten = new Map<string, RunProgress>();
  const leases = new Map<string, string | null>();

  const write = (progress: RunProgress, lease: string | null): void => {
    const { runId, status } = progress;
    try {
      store.write(() => store.runs.finish(Number(runId), status, progress, now(), lease));
      unwritten.delete(runId);
    } catch (error) {
      const message = messageOf(error);
      if (!unwritten.has(runId)) log(`run ${runId}: its end could not be written: ${message}`);
      leases.set(runId, lease);
      unwritten.set(runId, { ...progress, lastError: progress.lastError ?? message });
    }
  };

  return {
    /**
     * Writes it down where the run still has this lease: another one's run is not ended. Never throws: what stopped the
     * run may well stop this too.
     */
    write,
    retry(): void {
      for (const progress of unwritten.values()) write(progress, leases.get(progress.runId) ?? null);
    },
    /** How a run ended whose end is not in the file. */
    of: (runId: string): RunProgress | null => unwritten.get(runId) ?? null,
    /** The run goes on, so its end was none. */
    forget: (runId: string): void => void unwritten.delete(runId),
  };
}
export type Endings = ReturnType<typeof createEndings>;
