import { create } from "zustand";

/**
 * `connecting`: no answer yet since the window opened. `down`: it answered before and is being started again.
 * `failed`: it does not come back by itself; the message says what to do.
 */
export interface EngineState {
  state: "connecting" | "up" | "down" | "failed";
  message: string | null;
  /** Whether it has answered since the window opened: only then can it be said to have stopped. */
  wasUp: boolean;
  /** How often it came back after it had stopped, since the window opened. */
  returns: number;
}

export const engineState = create<EngineState>(() => ({
  state: "connecting",
  message: null,
  wasUp: false,
  returns: 0,
}));

export function setEngineState(state: EngineState["state"], message: string | null = null): void {
  engineState.setState((before) => ({
    state: state === "down" && !before.wasUp ? "connecting" : state,
    message,
    wasUp: before.wasUp || state === "up",
    returns: before.returns + (before.state === "down" && state === "up" ? 1 : 0),
  }));
}

/** Whether the engine answers, for what the frame shows. */
export function useEngineState(): EngineState {
  return engineState();
}
