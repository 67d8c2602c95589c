import { RPCHandler } from "@orpc/server/message-port";
import { assertNever } from "../../shared/assert-never.ts";
import { messageOf } from "../../shared/message-of.ts";
import { log } from "../terminal/terminal.ts";
import { dataFolder } from "./default-project.ts";
import { type Engine, openEngine } from "./engine.ts";
import { type FromEngine, type ToEngine, toEngineSchema } from "./utility-messages.ts";
import { createUtilityVault } from "./utility-vault.ts";

/** The desktop app's engine process: opens one project and answers every window's port until told to close. */
const { parentPort } = process;
const post = (message: FromEngine) => parentPort.postMessage(message);
const { vault, settle } = createUtilityVault(post);

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
      return settle(message.id, message.where);
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
  const options = {
    projectFile,
    host: "desktop" as const,
    env: process.env,
    vault,
    watchOthers: true,
    log,
    dataFolder: dataFolder(process.env),
  };
  try {
    const opened = await openEngine({ ...options, ...(createIfMissing !== null && { createIfMissing }) });
    for (const { provider, key } of message.keys) opened.keys.preload(provider, key);
    post({ type: "up" });
    return opened;
  } catch (error) {
    post({ type: "cannot-open", message: messageOf(error) });
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
