import { RPCLink } from "@orpc/client/message-port";
import { connect, disconnect } from "./connection.ts";
import { setEngineState } from "./engine-state.ts";

/** What the desktop app's preload puts on the page; mirrors electron/preload. */
export interface DesktopBridge {
  host: "desktop";
  platform: string;
  onEngine(listener: (state: { state: "up" | "down" | "failed"; message: string | null }) => void): void;
}

declare global {
  interface Window {
    counterproof?: DesktopBridge;
  }
}

/** Talks over the port that the desktop app hands to the page, first and again after each restart of the engine. */
export function connectDesktop(bridge: DesktopBridge): void {
  let port: MessagePort | null = null;
  const drop = () => {
    disconnect();
    // The peer hears of a dead port only through this event; without it, its streams would wait for ever.
    port?.dispatchEvent(new Event("close"));
    port?.close();
    port = null;
  };

  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const received = event.ports[0];
    if (event.source !== window || !isPortMessage(event.data) || received === undefined) return;
    drop();
    port = received;
    // Before the link's own listener, so that calls in flight reject with words for a person.
    received.addEventListener("close", () => port === received && disconnect());
    connect(new RPCLink({ port }));
    port.start();
  });

  bridge.onEngine(({ state, message }) => {
    if (state === "up") return;
    drop();
    setEngineState(state, message);
  });
  window.postMessage({ type: "counterproof:ready" }, window.location.origin);
}

function isPortMessage(data: unknown): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === "counterproof:port";
}
