import { connectBrowser, rpcAddress } from "./browser.ts";
import { connectDesktop } from "./desktop.ts";
import { followEvents } from "./events.ts";

/** Connects to the engine over what this window has: the desktop app's port, or the server's WebSocket. */
export function startEngineClient(): void {
  followEvents();
  if (window.counterproof) connectDesktop(window.counterproof);
  else connectBrowser(rpcAddress(window.location));
}
