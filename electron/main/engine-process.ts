import path from "node:path";
import { fileURLToPath } from "node:url";
import { type MessagePortMain, utilityProcess } from "electron";
import { type FromEngine, fromEngineSchema, type ToEngine } from "../engine/utility-messages.ts";

export const ENGINE_NAME = "Counterproof engine";
const CLOSE_LIMIT_MS = 3_000;

export interface EngineProcess {
  send(message: ToEngine, ports?: MessagePortMain[]): void;
  /** Asks it to close its project and waits for that; ends it by force where it does not. */
  close(): Promise<void>;
}

/** Forks the engine. `onExit` is called once, also after `close`. */
export function forkEngine(onMessage: (message: FromEngine) => void, onExit: (code: number) => void): EngineProcess {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const child = utilityProcess.fork(path.join(folder, "utility.js"), [], {
    serviceName: ENGINE_NAME,
    stdio: "inherit",
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      resolve();
      onExit(code);
    });
  });
  child.on("message", (message: unknown) => onMessage(fromEngineSchema.parse(message)));
  const send = (message: ToEngine, ports: MessagePortMain[] = []) => child.postMessage(message, ports);
  return {
    send,
    async close() {
      send({ type: "close" });
      const force = setTimeout(() => child.kill(), CLOSE_LIMIT_MS);
      await exited;
      clearTimeout(force);
    },
  };
}
