import { create } from "zustand";

/**
 * `connecting`: no answer yet since the window opened. `down`: it answered before and is being started again.
 * `failed`: it does not come back by itself; the message says what to do.
 */
export interface EngineState {
  state: "connecting" | "up" | "down" | "failed";
  message: string | null;
}

export const engineState = create<EngineState>(() => ({ state: "connecting", message: null }));

export function setEngineState(state: EngineState["state"], message: string | null = null): void {
  engineState.setState({ state, message });
}

/** Whether the engine answers, for what the frame shows. */
export function useEngineState(): EngineState {
  return engineState();
}
