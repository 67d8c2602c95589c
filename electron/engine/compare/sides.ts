import type { Run } from "../../../shared/domain/run.ts";
import type { RunConversation } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { readSide, type RunSide } from "./align.ts";
import { recent } from "./recent.ts";

/** How many runs are kept as they were read. */
const MOST_KEPT = 4;

/**
 * Runs as they were read last, while nothing of them moves: versions are looked at one after the other, and a run under
 * way is held against the same baseline again and again. A run's conversations change only where their replies are checked again, which moves the revision.
 */
export function createSides(store: Store): (run: Run) => RunSide {
  const sides = recent<RunSide>(MOST_KEPT);
  const conversations = recent<RunConversation[]>(MOST_KEPT);
  return (run) =>
    sides(run.id, JSON.stringify([run, store.people.revision()]), () => {
      const read = () => store.runs.conversations(Number(run.id));
      return readSide(store, run, conversations(run.id, `${run.createdAt} ${store.people.revision()}`, read));
    });
}
