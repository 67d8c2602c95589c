import { RPCLink } from "@orpc/client/websocket";
import { connect, disconnect } from "./connection.ts";
import { setEngineState } from "./engine-state.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Failed tries in a row after which waiting alone will not help. */
const TELL_AFTER = 4;

/** Talks over a WebSocket to the server that the page came from, and connects again when it is lost. */
export function connectBrowser(address: string): void {
  let waitMs = FIRST_WAIT_MS;
  let failures = 0;

  const open = () => {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      waitMs = FIRST_WAIT_MS;
      failures = 0;
      connect(new RPCLink({ websocket: socket }));
    });
    socket.addEventListener("close", () => {
      disconnect();
      failures += 1;
      setEngineState("down", failures > TELL_AFTER ? noAnswer(address) : null);
      setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  };
  open();
}

function noAnswer(address: string): string {
  const { host } = new URL(address);
  const help = "If the server was stopped, start it again and open the address it prints.";
  return `No answer from ${host}. Recorded replies are kept. ${help}`;
}

/** `ws://HOST/rpc` of the page's own host. */
export function rpcAddress(location: Pick<Location, "protocol" | "host">): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/rpc`;
}
