import { checkSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { isModelGraded, modelGradedTypes } from "../../../shared/rules/sample-status.ts";
import { conversationContentSchema } from "../../../shared/domain/conversation.ts";
import type { EmbeddingSpec, Judge } from "../../../shared/domain/judge.ts";
import type { ConsentKey, ConsentNeed } from "../../../shared/domain/consent.ts";
import { chosenJudge } from "./chosen-judge.ts";
import type { Store } from "../store/store.ts";
import { type Trust, webhookConsent } from "../trust/trust.ts";

/** Addresses that replies go to where a check is evaluated, those in its set included. */
export function webhookUrlsIn(check: Check): URL[] {
  const inside = setMembersOf(check).flatMap(webhookUrlsIn);
  const { type, value } = check;
  if (!/^(not-)?webhook$/.test(type) || typeof value !== "string" || !URL.canParse(value)) return inside;
  const url = new URL(value);
  return url.protocol === "http:" || url.protocol === "https:" ? [...inside, url] : inside;
}

/** Whether a model decides a check, or one in its set. */
export function isJudgedByModel(check: Check): boolean {
  return isModelGraded(check.type) || setMembersOf(check).some(isJudgedByModel);
}

/** The checks of an `assert-set`. */
function setMembersOf({ type, value, ...rest }: Check): Check[] {
  if (!type.endsWith("assert-set")) return [];
  const members: JsonValue | undefined = rest["assert"] ?? value;
  return (Array.isArray(members) ? members : []).flatMap((member) => checkSchema.safeParse(member).data ?? []);
}

/** Everything that some work will ask. */
interface PlannedWork {
  models?: readonly EmbeddingSpec[];
  /** Conversations whose checks are evaluated: those of a set, or a run's own copies. */
  over?: { setId: string } | { runId: string };
  /** Checks beside those of conversations. */
  checks?: readonly Check[];
  /** Who decides graded checks; the project's judge unless told. */
  judge?: Judge | null;
}

interface ConsentCheckDependencies {
  store: Store;
  trust: Trust;
  consentFor(spec: EmbeddingSpec): ConsentKey | null;
}

/**
 * Says before any work starts all that somebody has to allow for it, together. What it overlooks is still refused where
 * it would leave: at the http client and at the file.
 */
export function createConsentCheck({ store, trust, consentFor }: ConsentCheckDependencies) {
  const modelNeeds = (specs: readonly EmbeddingSpec[], role?: string): ConsentNeed[] =>
    specs.flatMap((spec) => {
      const needed = consentFor(spec);
      return needed === null ? [] : [{ ...needed, from: role ?? describeModelSource(store, spec) }];
    });

  const judgeNeeds = (judge: Judge | null): ConsentNeed[] => [
    ...modelNeeds(judge?.model ? [judge.model] : [], "the project's judge"),
    ...modelNeeds(
      judge?.embedding && judge.embedding.provider !== "scripted" ? [judge.embedding] : [],
      "the project's embedding model",
    ),
  ];

  /** Contents are searched as text first: most sets ask nobody, and are never parsed. */
  const contents = (over: PlannedWork["over"], words: readonly string[]): Iterable<string> => {
    if (over === undefined) return [];
    return "setId" in over
      ? store.conversations.contentsWith(Number(over.setId), words)
      : store.runs.contentsWith(Number(over.runId), words);
  };

  const needsOf = ({ models = [], over, checks = [], judge }: PlannedWork): ConsentNeed[] => {
    const needs = modelNeeds(models);
    const origins = new Map<string, ConsentNeed>();
    const take = (found: readonly Check[]): void => {
      for (const url of found.flatMap(webhookUrlsIn)) {
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

  const isJudged = (over: PlannedWork["over"], checks: readonly Check[]): boolean => {
    if (checks.some(isJudgedByModel)) return true;
    if (over && "setId" in over && store.rubrics.ofSet(Number(over.setId)).length > 0) return true;
    for (const text of contents(
      over,
      modelGradedTypes.map((type) => `${type}"`),
    ))
      if (checksIn(text).some(isJudgedByModel)) return true;
    return false;
  };

  return {
    /** Throws ConsentMissing with all that nobody has allowed. */
    require(work: PlannedWork): void {
      trust.require(needsOf(work));
    },
  };
}
export type ConsentCheck = ReturnType<typeof createConsentCheck>;

/** Where a model's address comes from, for the person who is asked to allow it. */
export function describeModelSource(store: Store, spec: EmbeddingSpec): string {
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
