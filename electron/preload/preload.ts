import { contextBridge, ipcRenderer } from "electron";
import type { CounterproofBridge, EngineState } from "./bridge.ts";

/** One typed bridge, and the engine's ports passed on: a port cannot cross the context bridge, only a message. */
const listeners: ((state: EngineState) => void)[] = [];
let current: EngineState | null = null;

const bridge: CounterproofBridge = {
  host: "desktop",
  platform: process.platform,
  onEngine(listener) {
    listeners.push(listener);
    if (current !== null) listener(current);
  },
};
contextBridge.exposeInMainWorld("counterproof", bridge);

ipcRenderer.on("counterproof:engine", (_event, state: EngineState) => {
  current = state;
  for (const listener of listeners) listener(state);
});

ipcRenderer.on("counterproof:port", (event) => {
  window.postMessage({ type: "counterproof:port" }, window.location.origin, [...event.ports]);
});

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isReadyMessage(event.data)) return;
  ipcRenderer.send("counterproof:ready");
});

function isReadyMessage(data: unknown): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === "counterproof:ready";
}
