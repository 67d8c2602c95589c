import type { KeyVault } from "../engine/models/api-keys.ts";
import { type FromEngine, type ToEngine, toEngineSchema } from "./engine-messages.ts";
import { RPCHandler } from "@orpc/server/message-port";
import { assertNever, errorMessageOf } from "../../shared/errors.ts";
import { log } from "../terminal/terminal.ts";
import { userDataFolder } from "../host/user-folders.ts";
import { type Engine, openEngine } from "../engine/engine.ts";

/** Keeps keys with the main process, which alone reaches the system's keychain. `resolveKept` takes its answers. */
function createMainProcessVault(post: (message: FromEngine) => void) {
  const waiting = new Map<number, (where: "keychain" | "session") => void>();
  let lastId = 0;
  const ask = (message: (id: number) => FromEngine) =>
    new Promise<"keychain" | "session">((resolve) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      post(message(id));
    });
  const vault: KeyVault = {
    save: (provider, key) => ask((id) => ({ type: "keep-key", id, provider, key })),
    async clear(provider) {
      await ask((id) => ({ type: "forget-key", id, provider }));
    },
  };
  return {
    vault,
    resolveKept(id: number, where: "keychain" | "session"): void {
      waiting.get(id)?.(where);
      waiting.delete(id);
    },
  };
}

/** The desktop app's engine process: opens one project and answers every window's port until told to close. */
const { parentPort } = process;
const post = (message: FromEngine) => parentPort.postMessage(message);
const { vault, resolveKept } = createMainProcessVault(post);

/** Holds null where the project did not open. */
let engine: Promise<Engine | null> = Promise.resolve(null);

parentPort.on("message", (event) => {
  const message = toEngineSchema.parse(event.data);
  switch (message.type) {
    case "open":
      engine = open(message);
      return;
    case "connect":
      for (const port of event.ports) void connect(port);
      return;
    case "key-kept":
      return resolveKept(message.id, message.where);
    case "close":
      void close();
      return;
    default:
      assertNever(message);
  }
});

/** A project that does not open is told, not thrown: main shows the message and starts no second attempt. */
async function open(message: Extract<ToEngine, { type: "open" }>): Promise<Engine | null> {
  const { projectFile, createIfMissing } = message;
  try {
    // Written out here, so that the compiler names an option that the engine does not know.
    const opened = await openEngine({
      projectFile,
      host: "desktop",
      env: process.env,
      vault,
      watchExternalChanges: true,
      log,
      dataFolder: userDataFolder(process.env),
      ...(createIfMissing !== null && { createIfMissing }),
    });
    for (const { provider, key } of message.keys) opened.keys.preload(provider, key);
    post({ type: "up" });
    return opened;
  } catch (error) {
    post({ type: "cannot-open", message: errorMessageOf(error) });
    return null;
  }
}

async function connect(port: Electron.MessagePortMain): Promise<void> {
  const opened = await engine;
  if (opened === null) return;
  new RPCHandler(opened.router).upgrade(port, { context: {} });
  port.start();
}

async function close(): Promise<void> {
  await (await engine)?.close();
  process.exit(0);
}
