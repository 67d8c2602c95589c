import { createHash } from "node:crypto";
import { auditRequestSchema, type AuditRequest } from "../../../../shared/contract/analyses.ts";
import type { ModelSettings, ModelSpec } from "../../../../shared/domain/model.ts";
import type { ChatModel } from "../../models/model-interface.ts";
import { Problem } from "../../../../shared/problem.ts";
import { requireSet } from "../../conversations/conversations.ts";
import { chosenJudge } from "../../judges/chosen-judge.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import { orderByPassHistory } from "../../replay/prioritize.ts";
import { forEachYielding } from "../../async.ts";
import { readPassHistories } from "../../replay/tasks.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { readEarlierFindings, type AuditCase } from "./findings.ts";
import { BASELINE_SAMPLES, MAX_SAMPLES } from "./leave-out.ts";
import { splitRules, type RuleBook } from "../../prompts/prompt-rules.ts";
import { parseRequest } from "../../parse-request.ts";

export interface AuditDependencies {
  store: Store;
  trials: Trials;
  openModel(spec: ModelSpec): Promise<ChatModel>;
}

export interface PreparedAudit {
  promptId: string;
  setId: string;
  /** What the text is called: v7, or draft. */
  version: string;
  book: RuleBook;
  text: string;
  settings: ModelSettings;
  session: TrialSession;
  askedSha256: Buffer;
  /** Those that did not pass last first, then those that flipped most. */
  cases: (AuditCase & { contentSha256: string })[];
  unchecked: number;
  random: boolean;
  calls: number;
  likely: number;
  known: boolean;
}

/** A group that fails is halved: at most a third more than leaving out every rule alone. */
const WORST_CASE_FACTOR = 4 / 3;
/** Samples that decide one question with a random model. */
const LIKELY_SAMPLES = 4;

/** Reads everything an audit stands on. Whatever is wrong with the request is thrown, before anything is asked. */
export async function prepareAudit(
  { store, trials, openModel }: AuditDependencies,
  asked: AuditRequest,
  signal: AbortSignal,
): Promise<PreparedAudit> {
  const { promptId, setId, ref, model: spec, budget, concurrency } = parseRequest(auditRequestSchema, asked);
  const prompt = requirePrompt(store, promptId);
  const set = requireSet(store, setId);
  if (set.conversations === 0)
    throw new Problem("bad-input", `The set "${set.name}" is empty. Import or write a conversation first.`, {
      set: set.name,
    });
  const resolved = resolveRef(store, prompt, ref);
  const { text, settings } = resolved;
  const version = resolved.kind === "draft" ? "draft" : `v${resolved.version.number}`;
  // The session first: it says all that somebody has to allow, and not the model alone.
  const session = await trials.open({ promptId, setId, model: spec, budget, concurrency, signal });
  const model = await openModel(spec);
  const identity = [model.provider, model.model, model.identity, { ...spec.settings, ...settings }, chosenJudge(store)];
  const askedSha256 = createHash("sha256").update(JSON.stringify(identity)).digest();

  const book = splitRules(text);
  const kept = store.audits.list(Number(promptId), Number(setId)).filter((one) => one.askedSha256.equals(askedSha256));
  const earlier = readEarlierFindings(store, kept, book);
  const stored = store.conversations.stored(Number(setId));
  const ids = stored.map(({ id }) => id);
  const news = orderByPassHistory(
    ids,
    await readPassHistories(store, Number(promptId), setId, Number.POSITIVE_INFINITY),
  );
  const rank = new Map(news.map((id, at) => [id, at]));
  const cases = stored
    .map(({ id, contentSha256, checks }) => ({ id, contentSha256, checks, earlier: earlier(id, contentSha256) }))
    .sort((a, b) => (rank.get(a.id) ?? stored.length) - (rank.get(b.id) ?? stored.length));

  const random = session.isRandom(settings);
  const rules = book.rules.length;
  let [turnsIn, missing] = [0, 0];
  await forEachYielding(cases, ({ id }) => {
    turnsIn += session.turnsOf(id);
    missing += session.callsFor(text, id, 0, settings);
  });
  const base = random ? turnsIn * BASELINE_SAMPLES : missing;
  const known = kept.some(({ summary, textId }) => summary.end === "done" && store.texts.get(textId) === text);
  return {
    promptId,
    setId,
    version,
    book,
    text,
    settings,
    session,
    askedSha256,
    cases,
    unchecked: store.rubrics.ofSet(Number(setId)).length > 0 ? 0 : cases.filter(({ checks }) => checks === 0).length,
    random,
    calls: rules === 0 ? 0 : base + Math.ceil(rules * turnsIn * WORST_CASE_FACTOR * (random ? MAX_SAMPLES : 1)),
    likely:
      rules === 0 || known ? 0 : base + Math.ceil(likelyQuestions(rules) * turnsIn * (random ? LIKELY_SAMPLES : 1)),
    known,
  };
}

/** Two rules that matter to a conversation, found by halving; what simulations come to as well: docs/audit.md. */
function likelyQuestions(rules: number): number {
  return Math.min(rules, 4 + 2 * Math.log2(Math.max(2, rules) / 2));
}
