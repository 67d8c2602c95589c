import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { ToldProblem } from "../../engine-client/index.ts";

/** How many samples a replay takes; remembered by the window. */
export const useSamples = create<{ samples: number }>()(
  persist(() => ({ samples: 1 }), { name: "counterproof-samples" }),
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
