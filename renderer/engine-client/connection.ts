import { create } from "zustand";
import type { ClientContext, ClientLink } from "@orpc/client";
import { Problem } from "../../shared/problem.ts";
import { withConsent } from "./consent.ts";

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
  restarts: number;
}

export const engineState = create<EngineState>(() => ({
  state: "connecting",
  message: null,
  wasUp: false,
  restarts: 0,
}));

export function setEngineState(state: EngineState["state"], message: string | null = null): void {
  engineState.setState((before) => ({
    state: state === "down" && !before.wasUp ? "connecting" : state,
    message,
    wasUp: before.wasUp || state === "up",
    restarts: before.restarts + (before.state === "down" && state === "up" ? 1 : 0),
  }));
}

/** Whether the engine answers, for what the frame shows. */
export function useEngineState(): EngineState {
  return engineState();
}

export type EngineLink = ClientLink<ClientContext>;

interface Connection {
  link: EngineLink;
  /** Aborted when the connection is gone; calls in flight reject with its reason. */
  gone: AbortController;
}

let current: Connection | null = null;
const listeners = new Set<() => void>();

/** Called after every connect, the first included. */
export function onConnected(listener: () => void): void {
  listeners.add(listener);
  if (current !== null) listener();
}

/** Makes this the link that calls go through. Whatever was under way on the one before rejects. */
export function connect(link: EngineLink): void {
  disconnect();
  current = { link, gone: new AbortController() };
  setEngineState("up");
  for (const listener of listeners) listener();
}

/** Calls in flight reject; later ones wait for the next connection. */
export function disconnect(): void {
  const old = current;
  current = null;
  old?.gone.abort(
    new Problem("busy", "The engine stopped before it answered. What was recorded is kept; try again when it is back."),
  );
}

/**
 * The link of the client: waits for a connection, never leaves a call hanging on a dead one, and asks the person where
 * something has to be allowed first.
 */
export const engineLink: EngineLink = {
  call: (path, input, options) =>
    withConsent(
      path,
      input,
      () => connectedLink.call(path, input, options),
      (needs) => connectedLink.call(["trust", "allow"], { consents: needs }, { context: {} }),
    ),
};

const connectedLink: EngineLink = {
  async call(path, input, options) {
    const connection = current ?? (await nextConnection(options.signal));
    const { signal } = connection.gone;
    const lost = Promise.withResolvers<never>();
    const reject = () => lost.reject(signal.reason);
    signal.addEventListener("abort", reject, { once: true });
    try {
      return await Promise.race([connection.link.call(path, input, options), lost.promise]);
    } finally {
      signal.removeEventListener("abort", reject);
    }
  },
};

function nextConnection(signal: AbortSignal | undefined): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      const { state, message } = engineState.getState();
      if (signal?.aborted) reject(signal.reason);
      else if (current !== null) resolve(current);
      else if (state === "failed") reject(new Problem("internal", message ?? "The engine does not start."));
      else return;
      listeners.delete(settle);
      stop();
      signal?.removeEventListener("abort", settle);
    };
    const stop = engineState.subscribe(settle);
    listeners.add(settle);
    signal?.addEventListener("abort", settle, { once: true });
    settle();
  });
}
