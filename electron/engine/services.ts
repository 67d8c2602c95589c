import type { ModelSpec } from "../../shared/domain/model.ts";
import type { WebhookCaller } from "./checks/code/webhook-caller.ts";
import type { Sandbox } from "./checks/sandbox/sandbox.ts";
import type { Comparisons } from "./compare/comparisons.ts";
import type { Trends } from "./compare/trends.ts";
import type { EventBus } from "./events.ts";
import type { FactScans } from "./grounding/fact-scans.ts";
import type { Pairwise } from "./judges/pairwise.ts";
import type { Audits } from "./analysis/ablation/audits.ts";
import type { RegressionTests } from "./analysis/regression-tests/regression-tests.ts";
import type { TestGeneration } from "./analysis/test-generation/test-generation.ts";
import type { Bisects } from "./analysis/bisect/bisects.ts";
import type { Blames } from "./analysis/blame/blames.ts";
import type { LinkSuggester } from "./ledger/suggest-links.ts";
import type { Merges } from "./analysis/merge/merges.ts";
import type { Trials } from "./analysis/trials/trials.ts";
import type { KeyRing } from "./models/api-keys.ts";
import type { ChatModel } from "./models/model-interface.ts";
import type { Replays } from "./replay/replays.ts";
import type { Store } from "./store/store.ts";
import type { Trust } from "./trust/trust.ts";

/** What the procedures work with; one set per open project. */
export interface Services {
  store: Store;
  events: EventBus;
  keys: KeyRing;
  /** Who may be asked, and which files may be read, by this person's consents. */
  trust: Trust;
  replays: Replays;
  /** Runs what people wrote: checks' patterns, schemas and scripts. */
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  comparisons: Comparisons;
  factScans: FactScans;
  trends: Trends;
  /** Replays single samples with arbitrary prompt texts. */
  trials: Trials;
  /** Searches for the version that broke conversations. */
  bisects: Bisects;
  blames: Blames;
  /** Merges branches and checks what a merged text does. */
  merges: Merges;
  /** Leaves out every rule of a prompt in turn. */
  audits: Audits;
  /** Proposes links of rules and conversations by what blame and audit found. */
  suggester: LinkSuggester;
  /** Makes conversations of replies. */
  guards: RegressionTests;
  /** Has a model propose conversations one step past a fix. */
  probes: TestGeneration;
  /** Has a judge say which of two runs' replies it prefers. */
  pairwise: Pairwise;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  host: "desktop" | "browser";
  log(line: string): void;
}
