import type { StoredOutput } from "../store/outputs.ts";
import type { Store } from "../store/store.ts";

/** Where the replies of pinned history stand: a conversation of the baseline run, and how many samples that run took. */
interface PinnedSource {
  runId: number;
  position: number;
  samples: number;
}

/**
 * The baseline's replies that one sample with pinned history is asked with, by turn; undefined where the baseline has
 * none. Samples beyond the baseline's begin at its first again, and the first stands in for a reply that one lacks.
 */
export function pinnedReplies(
  store: Store,
  { runId, position, samples }: PinnedSource,
  sample: number,
): (turn: number) => StoredOutput | undefined {
  const read = (of: number): ((turn: number) => StoredOutput | undefined) => {
    let outputs: StoredOutput[] | null = null;
    return (turn) => (outputs ??= store.outputs.ofSample(runId, position, of)).find((one) => one.turn === turn);
  };
  const own = read(sample % samples);
  const first = read(0);
  return (turn) => own(turn) ?? first(turn);
}
