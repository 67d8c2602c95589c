import type { Check } from "../../../shared/domain/check.ts";
import { conversationContentSchema } from "../../../shared/domain/conversation.ts";
import type { EmbeddingSpec, Judge } from "../../../shared/domain/judge.ts";
import type { ConsentKey, ConsentNeed } from "../../../shared/domain/trust.ts";
import { gradedTypes } from "../checks/graded/index.ts";
import { chosenJudge } from "../judges/choice.ts";
import type { Store } from "../store/store.ts";
import { asksJudge, webhooksIn } from "./asked.ts";
import { type Trust, webhookConsent } from "./trust.ts";

/** Everything that some work will ask. */
export interface Work {
  models?: readonly EmbeddingSpec[];
  /** Conversations whose checks are evaluated: those of a set, or a run's own copies. */
  over?: { setId: string } | { runId: string };
  /** Checks beside those of conversations. */
  checks?: readonly Check[];
  /** Who decides graded checks; the project's judge unless told. */
  judge?: Judge | null;
}

export interface NeedsDependencies {
  store: Store;
  trust: Trust;
  consentFor(spec: EmbeddingSpec): ConsentKey | null;
}

/**
 * Says before any work starts all that somebody has to allow for it, together. What it overlooks is still refused where
 * it would leave: at the http client and at the file.
 */
export function createNeeds({ store, trust, consentFor }: NeedsDependencies) {
  const modelNeeds = (specs: readonly EmbeddingSpec[], role?: string): ConsentNeed[] =>
    specs.flatMap((spec) => {
      const needed = consentFor(spec);
      return needed === null ? [] : [{ ...needed, from: role ?? modelSource(store, spec) }];
    });

  const judgeNeeds = (judge: Judge | null): ConsentNeed[] => [
    ...modelNeeds(judge?.model ? [judge.model] : [], "the project's judge"),
    ...modelNeeds(
      judge?.embedding && judge.embedding.provider !== "scripted" ? [judge.embedding] : [],
      "the project's embedding model",
    ),
  ];

  /** Contents are searched as text first: most sets ask nobody, and are never parsed. */
  const contents = (over: Work["over"], words: readonly string[]): Iterable<string> => {
    if (over === undefined) return [];
    return "setId" in over
      ? store.conversations.contentsWith(Number(over.setId), words)
      : store.runs.contentsWith(Number(over.runId), words);
  };

  const needsOf = ({ models = [], over, checks = [], judge }: Work): ConsentNeed[] => {
    const needs = modelNeeds(models);
    const origins = new Map<string, ConsentNeed>();
    const take = (found: readonly Check[]): void => {
      for (const url of found.flatMap(webhooksIn)) {
        const need = webhookConsent(url);
        origins.set(need.address, { ...need, from: "a webhook check" });
      }
    };
    take(checks);
    for (const text of contents(over, ['webhook"'])) take(checksIn(text));
    needs.push(...origins.values());

    const candidates = judgeNeeds(judge === undefined ? chosenJudge(store) : judge);
    if (candidates.length === 0) return needs;
    return isJudged(over, checks) ? [...needs, ...candidates] : needs;
  };

  const isJudged = (over: Work["over"], checks: readonly Check[]): boolean => {
    if (checks.some(asksJudge)) return true;
    if (over && "setId" in over && store.rubrics.ofSet(Number(over.setId)).length > 0) return true;
    for (const text of contents(
      over,
      gradedTypes.map((type) => `${type}"`),
    ))
      if (checksIn(text).some(asksJudge)) return true;
    return false;
  };

  return {
    /** Throws ConsentMissing with all that nobody has allowed. */
    require(work: Work): void {
      trust.require(needsOf(work));
    },
  };
}
export type Needs = ReturnType<typeof createNeeds>;

/** Where a model's address comes from, for whoever is asked to allow it. */
export function modelSource(store: Store, spec: EmbeddingSpec): string {
  const saved = store.models
    .list()
    .find((one) => one.provider === spec.provider && one.model === spec.model && one.baseUrl === spec.baseUrl);
  if (saved) return `the model “${saved.name}”, saved in this project`;
  return spec.provider === "scripted" ? `the rules file of ${spec.model}` : `the model ${spec.model}`;
}

/** The checks in a conversation's content, turns' first; none where it cannot be read. */
function checksIn(text: string): Check[] {
  const read = conversationContentSchema.safeParse(JSON.parse(text));
  if (!read.success) return [];
  const { turns, checks } = read.data;
  return [...turns.flatMap((turn) => (turn.role === "user" ? (turn.checks ?? []) : [])), ...checks];
}
