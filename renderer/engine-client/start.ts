import { RPCLink as WebSocketLink } from "@orpc/client/websocket";
import { connect, disconnect, setEngineState } from "./connection.ts";
import { RPCLink } from "@orpc/client/message-port";
import { followEvents } from "./events.ts";

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;
/** Failed tries in a row after which waiting alone will not help. */
const FAILURES_BEFORE_MESSAGE = 4;

/** Talks over a WebSocket to the server that the page came from, and connects again when it is lost. */
function connectBrowser(address: string): void {
  let waitMs = FIRST_RETRY_MS;
  let failures = 0;

  const open = () => {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      waitMs = FIRST_RETRY_MS;
      failures = 0;
      connect(new WebSocketLink({ websocket: socket }));
    });
    socket.addEventListener("close", () => {
      disconnect();
      failures += 1;
      setEngineState("down", failures > FAILURES_BEFORE_MESSAGE ? noAnswerMessage(address) : null);
      setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, MAX_RETRY_MS);
    });
  };
  open();
}

function noAnswerMessage(address: string): string {
  const { host } = new URL(address);
  const help = "If the server was stopped, start it again and open the address it prints.";
  return `No answer from ${host}. Recorded replies are kept. ${help}`;
}

/** `ws://HOST/rpc` of the page's own host. */
function rpcAddress(location: Pick<Location, "protocol" | "host">): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/rpc`;
}

/** What the desktop app's preload puts on the page; mirrors electron/preload. */
interface DesktopBridge {
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
function connectDesktop(bridge: DesktopBridge): void {
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

/** Connects to the engine over what this window has: the desktop app's port, or the server's WebSocket. */
export function startEngineClient(): void {
  followEvents();
  if (window.counterproof) connectDesktop(window.counterproof);
  else connectBrowser(rpcAddress(window.location));
}
