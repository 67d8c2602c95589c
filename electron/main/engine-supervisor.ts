import path from "node:path";
import { fileURLToPath } from "node:url";
import { type MessagePortMain, utilityProcess, MessageChannelMain, type WebContents } from "electron";
import { type FromEngine, fromEngineSchema, type ToEngine } from "../utility/engine-messages.ts";
import { assertNever } from "../../shared/errors.ts";
import type { EngineState } from "../preload/bridge.ts";
import type { Keychain } from "./keychain.ts";
import { restartDelay } from "./restart-policy.ts";

const ENGINE_NAME = "Counterproof engine";
const CLOSE_LIMIT_MS = 3_000;

interface EngineProcess {
  send(message: ToEngine, ports?: MessagePortMain[]): void;
  /** Asks it to close its project and waits for that; ends it by force where it does not. */
  close(): Promise<void>;
}

/** Forks the engine. `onExit` is called once, also after `close`. */
function forkEngine(onMessage: (message: FromEngine) => void, onExit: (code: number) => void): EngineProcess {
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

export interface ProjectChoice {
  file: string;
  createIfMissing: "empty" | "sample" | null;
}

interface SupervisorOptions {
  keychain: Keychain;
  /** Called each time a project was opened well. */
  onOpened: (file: string) => void;
  log: (line: string) => void;
}

/** Keeps one engine process alive for the chosen project and hands every window a port to it. */
export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  readonly #windows = new Set<WebContents>();
  #project: ProjectChoice;
  #engine: EngineProcess | null = null;
  #state: EngineState = { state: "down", message: null };
  #deaths: number[] = [];
  #restart: NodeJS.Timeout | null = null;

  constructor(project: ProjectChoice, options: SupervisorOptions) {
    this.#project = project;
    this.#options = options;
  }

  start(): void {
    const engine = forkEngine(
      (message) => this.#receive(engine, message),
      (code) => this.#exited(engine, code),
    );
    this.#engine = engine;
    const keys = this.#options.keychain.read();
    engine.send({
      type: "open",
      projectFile: this.#project.file,
      createIfMissing: this.#project.createIfMissing,
      keys,
    });
    for (const window of this.#windows) this.#handPort(window);
  }

  /** Of the project that is open, or is being opened. */
  get projectFile(): string {
    return this.#project.file;
  }

  /** A window asks for its first port, also after each reload. */
  connect(window: WebContents): void {
    if (!this.#windows.has(window)) {
      this.#windows.add(window);
      window.once("destroyed", () => this.#windows.delete(window));
    }
    window.send("counterproof:engine", this.#state);
    this.#handPort(window);
  }

  /** Changes to another project; the windows lose their ports and are to be reloaded. */
  async open(project: ProjectChoice): Promise<void> {
    await this.close();
    this.#project = project;
    this.#deaths = [];
    this.#windows.clear();
    this.start();
  }

  async close(): Promise<void> {
    if (this.#restart !== null) clearTimeout(this.#restart);
    this.#restart = null;
    const engine = this.#engine;
    this.#engine = null;
    this.#state = { state: "down", message: null };
    await engine?.close();
  }

  #handPort(window: WebContents): void {
    if (this.#engine === null) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#engine.send({ type: "connect" }, [port1]);
    window.postMessage("counterproof:port", null, [port2]);
  }

  #receive(engine: EngineProcess, message: FromEngine): void {
    const { keychain } = this.#options;
    switch (message.type) {
      case "up":
        if (engine !== this.#engine) return;
        // Only the first start may make the file: one that went missing since is a fault to be told.
        this.#project = { ...this.#project, createIfMissing: null };
        this.#announce({ state: "up", message: null });
        return this.#options.onOpened(this.#project.file);
      case "cannot-open":
        if (engine !== this.#engine) return;
        this.#engine = null;
        this.#announce({ state: "failed", message: message.message });
        void engine.close();
        return;
      case "keep-key":
        return engine.send({ type: "key-kept", id: message.id, where: keychain.save(message.provider, message.key) });
      case "forget-key":
        return engine.send({ type: "key-kept", id: message.id, where: keychain.clear(message.provider) });
      default:
        assertNever(message);
    }
  }

  #exited(engine: EngineProcess, code: number): void {
    if (engine !== this.#engine) return;
    this.#engine = null;
    const now = Date.now();
    this.#deaths.push(now);
    const next = restartDelay(this.#deaths, now);
    this.#options.log(
      `The engine ended unexpectedly (code ${code}); ${next === "give-up" ? "giving up" : "restarting it"}.`,
    );
    if (next === "give-up") {
      const message =
        `The engine stopped again and again while ${this.#project.file} was open. What was recorded is kept. ` +
        "Open another project from the File menu, or start Counterproof again.";
      return this.#announce({ state: "failed", message });
    }
    this.#announce({
      state: "down",
      message: "The engine stopped and is being started again. What was recorded is kept.",
    });
    this.#restart = setTimeout(() => this.start(), next.delayMs);
  }

  #announce(state: EngineState): void {
    this.#state = state;
    for (const window of this.#windows) window.send("counterproof:engine", state);
  }
}
