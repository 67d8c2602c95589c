import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { ToldProblem } from "../../engine-client/index.ts";

/** A fixed number of samples, or as many as it takes. */
export type Samples = number | "auto";

/** How many samples a replay takes, as a person picked it; null leaves it to the model. Remembered by the window. */
export const useSamples = create<{ samples: Samples | null }>()(
  persist(() => ({ samples: null as Samples | null }), { name: "counterproof-samples-2" }),
);

interface ReplayNotice extends ToldProblem {
  /** What could not be done, e.g. "The replay could not be started". */
  title: string;
}

/** What the last attempt to commit or replay came to, for whoever shows it. */
export const useReplayState = create<{ starting: boolean; notice: ReplayNotice | null }>(() => ({
  starting: false,
  notice: null,
}));

export function dismissNotice(): void {
  useReplayState.setState({ notice: null });
}
