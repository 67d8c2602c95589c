import type { OutputFacts, Place } from "../store/outputs.ts";
import type { Store } from "../store/store.ts";
import type { Recorder } from "./recorder.ts";

/**
 * Where a run is stopped while a reply is being judged, the reply is kept apart: a resumed run judges it and need not
 * ask for it again. Rejects with what `judging` rejects with.
 */
export async function heldWhile<T>(
  { store, recorder }: { store: Store; recorder: Recorder },
  place: Place,
  { facts, fresh }: { facts: OutputFacts; fresh: boolean },
  judging: Promise<T>,
): Promise<T> {
  try {
    return await judging;
  } catch (error) {
    // A disk that takes nothing any more is why, and is told as such.
    if (fresh) await recorder.record(() => store.heldReplies.put(place, facts)).catch(() => undefined);
    throw error;
  }
}
