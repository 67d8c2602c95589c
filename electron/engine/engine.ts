import { dirname } from "node:path";
import { createComparisons } from "./compare/comparisons.ts";
import { createEvents } from "./events.ts";
import type { CallTimeouts } from "./models/call-limit.ts";
import { createKeyRing, type KeyRing, type KeyVault } from "./models/keys.ts";
import { openModel } from "./models/open-model.ts";
import { openProject } from "./project.ts";
import { createReplays } from "./replay/replays.ts";
import type { RetryPolicy } from "./replay/retry.ts";
import { createRouter } from "./router.ts";
import { replaySample } from "./sample/replay-sample.ts";
import type { Services } from "./services.ts";
import type { Store } from "./store/store.ts";

export interface EngineOptions {
  projectFile: string;
  host: "desktop" | "browser";
  env: NodeJS.ProcessEnv;
  /** Where keys are kept between sessions; null where there is no keychain. */
  vault: KeyVault | null;
  /** What to do when the file does not exist; without it, that is a problem. */
  createIfMissing?: "empty" | "sample";
  log: (line: string) => void;
  retry?: RetryPolicy;
  /** Limits of one call other than the usual ones, in milliseconds. */
  timeouts?: Partial<CallTimeouts>;
  /** How long another process may be silent before it is asked whether it still lives, in milliseconds. */
  silenceMs?: number;
}

export interface Engine {
  services: Services;
  router: ReturnType<typeof createRouter>;
  keys: KeyRing;
  close(): Promise<void>;
}

/** Opens a project and everything that works on it. Rejects with a Problem where the file cannot be opened. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const store = openProject(options.projectFile, options.createIfMissing ?? null);
  const services = createServices(store, options);
  // A sample that was made this moment: with its versions replayed, there is something to compare at once.
  if (!store.readOnly && store.settings.get("sample") === "new") {
    try {
      await replaySample(services);
      store.write(() => store.settings.set("sample", "yes"));
    } catch (error) {
      // Without its rules file a sample cannot be replayed, but it can be opened; tried again the next time.
      options.log(`The sample could not be replayed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    services,
    router: createRouter(services),
    keys: services.keys,
    async close() {
      await services.replays.close();
      services.comparisons.close();
      store.close();
    },
  };
}

function createServices(store: Store, options: EngineOptions): Services {
  const { env, vault, log, retry, timeouts, silenceMs, host } = options;
  const events = createEvents();
  const keys = createKeyRing(env, vault);
  const open: Services["openModel"] = (spec) => openModel(spec, { keys, projectFolder: dirname(store.file), timeouts });
  const replays = createReplays({ store, events, openModel: open, log, retry, silenceMs });
  return {
    store,
    events,
    keys,
    replays,
    comparisons: createComparisons({ store, getRun: replays.get }),
    openModel: open,
    host,
    log,
  };
}
