import { forEachYielding } from "../async.ts";
import type { ReplayAmount, ReplayPlan, ReplayRequest } from "../../../shared/contract/runs.ts";
import { type ConversationContent, userTurns, type IndexedUserTurn } from "../../../shared/domain/conversation.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { ChatModel } from "../models/model-interface.ts";
import type { StoredConversation } from "../store/conversations.ts";
import type { Store } from "../store/store.ts";
import { replyCacheKey } from "../calls/reply-cache.ts";
import { estimateTextTokens, messagesUpToTurn } from "../calls/request.ts";
import type { Tally } from "../../../shared/domain/comparison.ts";
import { furtherSamplesSequential, DEFAULT_MAX_SAMPLES } from "../statistics/sequential-test.ts";
import { firstSampleCount, maxSampleCount } from "./sampling/next-samples.ts";
import type { StoredRun } from "../store/runs.ts";
import { costFunctionFor } from "../models/prices.ts";
import { countJudgeQuestions, withRubricsCounted } from "../judges/rubrics.ts";
import {
  findBaselineRunId,
  openBaselineModel,
  type OpenModel,
  requireStoredRun,
  findParentRun,
  pickConversations,
  resolveReplayRequest,
  refuseUnpricedBudget,
  typicalReplyTokens,
} from "./resolve-request.ts";
import { replayedVersion, findTouchedRules } from "./prioritize.ts";
import { isRandomModel } from "../../../shared/rules/randomness.ts";

/** What a version is asked with. */
interface RequestProfile {
  model: ChatModel;
  system: string;
  settings: ModelSettings;
  useCache: boolean;
  /** Replies to expect, in tokens. */
  replyTokens: number;
  costOf(inputTokens: number, outputTokens: number): number | null;
}

interface PlannedReplay extends RequestProfile {
  conversations: readonly Pick<StoredConversation, "content" | "checks">[];
  samples: number;
}

const noAmount = (): ReplayAmount => ({ replies: 0, calls: 0, tokens: { input: 0, output: 0 }, cost: 0 });

/** What a replay with a fixed number of samples would take. */
async function planReplay(store: Store, planned: PlannedReplay): Promise<ReplayPlan> {
  const { conversations, samples } = planned;
  const total = noAmount();
  await forEachYielding(conversations, ({ content }) => {
    for (let sample = 0; sample < samples; sample += 1) addPlannedSample(store, planned, content, sample, total);
  });
  return planFrom(total, conversations);
}

/** A plan of these amounts; replies that need no call are cached. */
function planFrom(amount: ReplayAmount, conversations: PlannedReplay["conversations"]): ReplayPlan {
  return {
    ...amount,
    conversations: conversations.length,
    cachedAtLeast: amount.replies - amount.calls,
    unchecked: conversations.filter((one) => one.checks === 0).length,
  };
}

/**
 * Adds what one sample of a conversation would take. Its later requests hold replies that do not exist yet, so the cache
 * is asked up to the first reply it lacks; from there on, tokens are estimated.
 */
function addPlannedSample(
  store: Store,
  profile: RequestProfile,
  content: ConversationContent,
  sample: number,
  into: ReplayAmount,
): void {
  const { model, system, settings, useCache } = profile;
  const output = Math.min(Math.ceil(profile.replyTokens), settings.maxOutputTokens ?? Infinity);
  const asked = userTurns(content.turns);
  const replies: (string | null)[] = asked.map(() => null);
  for (const turn of asked) {
    if (turn.fixed !== null) continue;
    into.replies += 1;
    const known = asked.slice(0, turn.index).every((one) => one.fixed !== null || replies[one.index] !== null);
    const messages = known && useCache ? messagesUpToTurn(asked, turn.index, replies) : null;
    const hit = messages && store.outputs.findCached(replyCacheKey(model, { system, messages, settings, sample }));
    if (hit) {
      replies[turn.index] = hit.text;
      continue;
    }
    const input = estimateInputTokens(system, asked, turn.index, replies, output);
    const cost = profile.costOf(input, output);
    into.calls += 1;
    into.tokens.input += input;
    into.tokens.output += output;
    into.cost = into.cost === null || cost === null ? null : into.cost + cost;
  }
}

/** `a` and `times` times `b`. */
function addAmounts(a: ReplayAmount, b: ReplayAmount, times = 1): ReplayAmount {
  return {
    replies: a.replies + b.replies * times,
    calls: a.calls + b.calls * times,
    tokens: { input: a.tokens.input + b.tokens.input * times, output: a.tokens.output + b.tokens.output * times },
    cost: a.cost === null || (b.cost === null && times > 0) ? null : a.cost + (b.cost ?? 0) * times,
  };
}

function estimateInputTokens(
  system: string,
  asked: readonly IndexedUserTurn[],
  index: number,
  replies: readonly (string | null)[],
  replyTokens: number,
): number {
  let characters = system.length;
  let unknown = 0;
  for (const turn of asked.slice(0, index + 1)) {
    characters += turn.content.length;
    if (turn.index === index) break;
    const reply = turn.fixed ?? replies[turn.index] ?? null;
    if (reply === null) unknown += replyTokens;
    else characters += reply.length;
  }
  return estimateTextTokens(characters) + unknown;
}

/** What a baseline run has of a conversation. */
interface KnownSamples extends Tally {
  contentId: number;
  taken: number;
  /** Its replies were not all the same; null while there is only one. */
  varies: boolean | null;
}

interface PlannedAuto {
  conversations: readonly StoredConversation[];
  candidate: RequestProfile;
  baseline: { profile: RequestProfile; known: ReadonlyMap<string, KnownSamples> } | null;
  /** Whether the model gives the same request another reply each time. */
  random: boolean;
  limit: number;
}

/**
 * What a replay with auto-samples would take: at least the first samples of both sides, at most the limit everywhere.
 * In between, what it takes if every conversation goes on passing as often as it did in the baseline.
 */
async function planAuto(store: Store, planned: PlannedAuto): Promise<ReplayPlan> {
  const { conversations, candidate, baseline, limit } = planned;
  const least = noAmount();
  let expected = noAmount();
  let most = noAmount();
  await forEachYielding(conversations, ({ id, content, contentId, checks }) => {
    const before = baseline?.known.get(id);
    const known =
      baseline === null ? null : before?.contentId === contentId ? before : { ...noKnownSamples, contentId };
    const first = firstSampleCount(checks);
    const have = known === null ? first : known.taken;
    for (let sample = 0; sample < first; sample += 1) addPlannedSample(store, candidate, content, sample, least);
    for (let sample = have; baseline && sample < first; sample += 1) {
      addPlannedSample(store, baseline.profile, content, sample, least);
    }
    const one = noAmount();
    addPlannedSample(store, { ...candidate, useCache: false }, content, 0, one);
    const other = noAmount();
    if (baseline && known) addPlannedSample(store, { ...baseline.profile, useCache: false }, content, 0, other);
    const top = maxSampleCount({ checks, baseline: known && { taken: 0, judged: 0, passed: 0 } }, limit);
    const likely = Math.min(top, first + (known && checks > 0 ? expectedFurtherSamples(known, planned.random) : 0));
    const further = (samples: number): number => (known === null ? 0 : Math.max(0, samples - Math.max(have, first)));
    expected = addAmounts(addAmounts(expected, one, likely - first), other, further(likely));
    most = addAmounts(addAmounts(most, one, top - first), other, further(top));
  });
  const auto = { expected: addAmounts(least, expected), most: addAmounts(least, most) };
  return {
    ...planFrom(least, conversations),
    auto: { ...auto, cap: defaultCallCap(least.calls, auto.expected.calls, auto.most.calls) },
  };
}

/** Room for conversations that pass less often than before, and for what nobody knows of a first comparison. */
const CAP_TIMES_EXPECTED = 2;
const CAP_TIMES_LEAST = 4;
/** What nobody has to be asked for: a small set is decided all the same. */
const MIN_CALL_CAP = 200;

/** The calls that a replay stops sampling at unless a person says otherwise: it is said before, and the limit is far. */
function defaultCallCap(least: number, expected: number, most: number): number {
  return Math.max(1, Math.min(most, Math.max(CAP_TIMES_EXPECTED * expected, CAP_TIMES_LEAST * least, MIN_CALL_CAP)));
}

const noKnownSamples = { taken: 0, passed: 0, samples: 0, varies: null };

/** Samples a side beyond the first ones until no change is certain, with the baseline's share on both sides. */
function expectedFurtherSamples({ passed, samples, varies }: KnownSamples, random: boolean): number {
  const steady = passed === 0 || passed === samples;
  if (samples === 0 || (steady && !(varies ?? random))) return 0;
  const share: Tally = { passed: Math.round((passed / samples) * 2), samples: 2 };
  const start = steady
    ? { baseline: share, candidate: share }
    : { baseline: { passed, samples }, candidate: { passed, samples } };
  // No p-value is 0, so it is the evidence of no change that ends it.
  const more = furtherSamplesSequential(start, 0) ?? Infinity;
  return steady ? more : Math.max(0, samples + more - 2);
}

/** How further samples of a baseline would be taken, and what its run has of each conversation. */
function profileBaseline(
  store: Store,
  { run, textId }: StoredRun,
  model: ChatModel,
  candidate: RequestProfile,
): { profile: RequestProfile; known: Map<string, KnownSamples> } {
  const runId = Number(run.id);
  const ids = new Map<number, string>();
  const known = new Map<string, KnownSamples>();
  for (const { position, id, contentId } of store.runs.conversations(runId)) {
    ids.set(position, id);
    known.set(id, { contentId, taken: 0, passed: 0, samples: 0, varies: null });
  }
  const texts = new Map<string, string>();
  for (const { position, status, replyTexts } of store.results.ofRun(runId)) {
    const id = ids.get(position) ?? "";
    const text = replyTexts.join(",");
    const one = known.get(id);
    if (!one) continue;
    if (one.taken > 0) one.varies = one.varies === true || texts.get(id) !== text;
    texts.set(id, text);
    one.taken += 1;
    if (status !== "unevaluated") one.samples += 1;
    if (status === "passed") one.passed += 1;
  }
  return {
    profile: {
      ...candidate,
      model,
      system: store.texts.get(textId),
      settings: run.model.settings,
      costOf: costFunctionFor(store, run.model),
    },
    known,
  };
}

/** What a replay would take, and which conversations it would lead with; nothing is written and nobody called. */
export async function estimateReplay(store: Store, openModel: OpenModel, asked: ReplayRequest): Promise<ReplayPlan> {
  const prepared = resolveReplayRequest(store, asked);
  const { request, set, resolved, spec } = prepared;
  const { samples } = request;
  refuseUnpricedBudget(store, request.budget, spec, 0);
  const { taken } = await withRubricsCounted(store, set, pickConversations(store, set, request.conversationIds));
  const known = request.baselineRunId ?? findParentRun(store, asked, resolved, spec)?.id ?? null;
  const candidate = {
    model: await openModel(spec),
    system: resolved.text,
    settings: spec.settings,
    useCache: request.useCache && request.history === "live",
    replyTokens: typicalReplyTokens(store, request, spec, known),
    costOf: costFunctionFor(store, spec),
  };
  const planAll = async (): Promise<ReplayPlan> => {
    if (samples !== "auto") return planReplay(store, { ...candidate, conversations: taken, samples });
    const against = findBaselineRunId(store, asked, prepared);
    const other = against === null ? null : requireStoredRun(store, against);
    const model = await openBaselineModel(store, openModel, against, spec, candidate.model);
    return planAuto(store, {
      conversations: taken,
      candidate,
      baseline: other && model && profileBaseline(store, other, model, candidate),
      random: isRandomModel(candidate.model, spec.settings),
      limit: request.sampleLimit ?? DEFAULT_MAX_SAMPLES,
    });
  };
  const picked = new Set(taken.map(({ id }) => id));
  const touched = await findTouchedRules(store, replayedVersion(prepared), resolved.text);
  const first = touched.flatMap(({ conversations, why }) => {
    const here = conversations.filter((id) => picked.has(id));
    return here.length > 0 ? [{ conversations: here, why }] : [];
  });
  const plan = await planAll();
  const judged = await countJudgeQuestions(store, set, taken, plan.replies);
  return { ...plan, ...(first.length > 0 && { first }), ...(judged !== null && { judged }) };
}
