import type { ClientContext, ClientLink } from "@orpc/client";
import { Problem } from "../../shared/problem.ts";
import { withConsent } from "./consent.ts";
import { engineState, setEngineState } from "./engine-state.ts";

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
      () => connected.call(path, input, options),
      (needs) => connected.call(["trust", "allow"], { consents: needs }, { context: {} }),
    ),
};

const connected: EngineLink = {
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
