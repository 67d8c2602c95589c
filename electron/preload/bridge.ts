/** Whether the engine behind the window's port answers; `failed` needs the person, its message says what to do. */
export interface EngineState {
  state: "up" | "down" | "failed";
  message: string | null;
}

/** All that the page gets from the desktop app beside its port, as `window.counterproof`. */
export interface CounterproofBridge {
  host: "desktop";
  platform: string;
  /** Tells the present state at once and each change after. */
  onEngine(listener: (state: EngineState) => void): void;
}
