import { dirname } from "node:path";
import type { EmbeddingSpec } from "../../shared/domain/judge.ts";
import { errorMessageOf } from "../../shared/errors.ts";
import { createWebhookCaller } from "./checks/code/webhook-caller.ts";
import { createSandbox } from "./checks/sandbox/sandbox.ts";
import { createComparisons } from "./compare/comparisons.ts";
import { createTrends } from "./compare/trends.ts";
import { createEventBus } from "./events.ts";
import type { CallTimeouts } from "./models/call-timeouts.ts";
import { createFactScans } from "./grounding/fact-scans.ts";
import { createAudits } from "./analysis/ablation/audits.ts";
import { createBisects } from "./analysis/bisect/bisects.ts";
import { createBlames } from "./analysis/blame/blames.ts";
import { createRegressionTests } from "./analysis/regression-tests/regression-tests.ts";
import { createTestGeneration } from "./analysis/test-generation/test-generation.ts";
import { createLinkSuggester } from "./ledger/suggest-links.ts";
import { createMerges } from "./analysis/merge/merges.ts";
import { createTrials } from "./analysis/trials/trials.ts";
import { createKeyRing, hideKeys, type KeyRing, type KeyVault } from "./models/api-keys.ts";
import { createJudges } from "./judges/judges.ts";
import { createPairwise } from "./judges/pairwise.ts";
import { consentForModel, openEmbeddingModel, openModel } from "./models/open-model.ts";
import { watchExternalChanges } from "./external-changes.ts";
import { openProject } from "./project.ts";
import { createRateLimiters } from "./calls/rate-limiter.ts";
import { createReplays } from "./replay/replays.ts";
import { projectRetryPolicy, type RetryPolicy } from "./calls/call-model.ts";
import { createRouter } from "./router.ts";
import { replaySample } from "./sample-project/sample-project.ts";
import type { Services } from "./services.ts";
import type { Store } from "./store/store.ts";
import { openConsents } from "./trust/consents.ts";
import { createConsentCheck, describeModelSource } from "./judges/consent-check.ts";
import { createTrust } from "./trust/trust.ts";

export interface EngineOptions {
  projectFile: string;
  host: "desktop" | "browser";
  env: NodeJS.ProcessEnv;
  /** Where keys are kept between sessions; null where there is no keychain. */
  vault: KeyVault | null;
  /** Where this person's consents are kept, for every project; without it they last as long as the engine lives. */
  dataFolder?: string;
  /** Addresses and files that the person allowed by hand, for as long as the engine lives. */
  allow?: readonly string[];
  /** What to do when the file does not exist; without it, that is a problem. */
  createIfMissing?: "empty" | "sample";
  log: (line: string) => void;
  retry?: RetryPolicy;
  /** Limits of one call other than the usual ones, in milliseconds. */
  timeouts?: Partial<CallTimeouts>;
  /** How long another process may be silent before it is asked whether it still lives, in milliseconds. */
  silenceMs?: number;
  /** For hosts with windows, which are then told what other processes change. */
  watchExternalChanges?: boolean;
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
  for (const notice of store.notices) options.log(notice);
  const services = createServices(store, options);
  // A sample that was made this moment: with its versions replayed, there is something to compare at once.
  if (!store.readOnly && store.settings.get("sample") === "new") {
    try {
      await replaySample(services);
      store.write(() => store.settings.set("sample", "yes"));
    } catch (error) {
      // Without its rules file a sample cannot be replayed, but it can be opened; tried again the next time.
      options.log(`The sample could not be replayed: ${errorMessageOf(error)}`);
    }
  }
  const externalChanges = options.watchExternalChanges ? watchExternalChanges(services) : null;
  return {
    services,
    router: createRouter(services),
    keys: services.keys,
    async close() {
      externalChanges?.close();
      await services.replays.close();
      await services.pairwise.close();
      await services.audits.close();
      await services.bisects.close();
      await services.blames.close();
      await services.merges.close();
      await services.suggester.settled();
      await services.probes.close();
      await services.webhooks.close();
      await services.sandbox.close();
      await services.factScans.close();
      services.comparisons.close();
      services.trends.close();
      const noticesLogged = store.notices.length;
      store.close();
      for (const notice of store.notices.slice(noticesLogged)) options.log(notice);
    },
  };
}

function createServices(store: Store, options: EngineOptions): Services {
  const { env, vault, log, timeouts, silenceMs, host, dataFolder, allow } = options;
  const retry = options.retry ?? projectRetryPolicy(store);
  const events = createEventBus();
  const keys = createKeyRing(env, vault);
  const consents = openConsents(dataFolder ?? null, log);
  const trust = createTrust({ consents, projectFolder: dirname(store.file), allow });
  const terms = { keys, trust, sourceOf: (spec: EmbeddingSpec) => describeModelSource(store, spec), timeouts };
  const consentCheck = createConsentCheck({ store, trust, consentFor: (spec) => consentForModel(spec, terms) });
  const open: Services["openModel"] = (spec) => openModel(spec, terms);
  const rateLimiters = createRateLimiters(store);
  const judges = createJudges({
    store,
    rateLimiters,
    retry,
    openModel: open,
    openEmbedding: (spec) => openEmbeddingModel(spec, terms),
  });
  const sandbox = createSandbox({ limitMs: 1_000 });
  const webhooks = createWebhookCaller({
    permit: trust.permitWebhook,
    hide: (text) => hideKeys(text, keys),
  });
  const factScans = createFactScans({ store, events, log });
  const replays = createReplays({
    store,
    events,
    sandbox,
    webhooks,
    rateLimiters,
    judges,
    consentCheck,
    openModel: open,
    log,
    retry,
    silenceMs,
  });
  const trials = createTrials({
    store,
    sandbox,
    webhooks,
    rateLimiters,
    judges,
    needs: consentCheck,
    openModel: open,
    retry,
  });
  const guards = createRegressionTests({ store, sandbox, webhooks, judges, needs: consentCheck });
  const comparisons = createComparisons({ store, getRun: replays.get, factScans });
  const suggester = createLinkSuggester({ store, events, log });
  return {
    store,
    events,
    keys,
    trust,
    replays,
    sandbox,
    webhooks,
    comparisons,
    pairwise: createPairwise({ store, events, judges, needs: consentCheck, comparison: comparisons.summary, log }),
    factScans,
    trends: createTrends({ store, events, listRuns: replays.list }),
    trials,
    suggester,
    audits: createAudits({ store, trials, events, openModel: open, log, onEnd: suggester.audited }),
    bisects: createBisects({ store, trials, events, log }),
    merges: createMerges({ store, trials, events, log }),
    blames: createBlames({
      store,
      trials,
      events,
      log,
      comparison: comparisons.summary,
      listRuns: replays.list,
      onEnd: suggester.blamed,
    }),
    guards,
    probes: createTestGeneration({
      store,
      trials,
      guards,
      rateLimiters,
      events,
      retry,
      openModel: open,
      log,
    }),
    openModel: open,
    host,
    log,
  };
}
