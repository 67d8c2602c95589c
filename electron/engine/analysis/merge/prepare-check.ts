import {
  mergeCheckRequestSchema,
  type MergeCheckRequest,
  type MergePlan,
} from "../../../../shared/contract/analyses.ts";
import { type ConversationContent, userTurns } from "../../../../shared/domain/conversation.ts";
import { Problem } from "../../../../shared/problem.ts";
import { requireSet } from "../../conversations/conversations.ts";
import { estimateTextTokens } from "../../calls/request.ts";
import { orderByPassHistory } from "../../replay/prioritize.ts";
import { forEachYielding } from "../../async.ts";
import { readPassHistories } from "../../replay/tasks.ts";
import { typicalReplyTokens } from "../../replay/resolve-request.ts";
import { costFunctionFor } from "../../models/prices.ts";
import type { StoredConversation } from "../../store/conversations.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import {
  isSamePromptText,
  refuseOpenConflicts,
  mergedSettings,
  readMerge,
  type MergeParts,
  type MergeText,
} from "./merge-branches.ts";
import { ENOUGH_PASSES, INITIAL_SAMPLES, maxReplays, type MergeSide } from "./merge-behaviour.ts";
import { parseRequest } from "../../parse-request.ts";

export interface PreparedMergeCheck {
  parts: MergeParts;
  /** The base is null where the branches have no version in common. */
  sides: Record<Exclude<MergeSide, "base">, MergeText> & { base: MergeText | null };
  session: TrialSession;
  /** Those that failed last first, then those that flipped most. */
  cases: Pick<StoredConversation, "id" | "title">[];
  plan: MergePlan;
}

/** Reads everything the check of a merge stands on. Whatever is wrong with the request is thrown before anything is asked. */
export async function prepareMergeCheck(
  { store, trials }: { store: Store; trials: Trials },
  asked: MergeCheckRequest,
  signal: AbortSignal,
): Promise<PreparedMergeCheck> {
  const request = parseRequest(mergeCheckRequestSchema, asked);
  const { promptId, setId, text, model } = request;
  const parts = readMerge(store, request);
  const set = requireSet(store, setId);
  const sides = sidesOf(parts, { text, settings: request.settings ?? mergedSettings(parts).settings });
  if (text.trim() === "") throw new Problem("bad-input", "The merged prompt is empty. There is nothing to replay.");
  refuseOpenConflicts(parts, text);
  if (set.conversations === 0)
    throw new Problem("bad-input", `The set "${set.name}" is empty. Import or write a conversation first.`, {
      set: set.name,
    });
  const session = await trials.open({ ...request, signal });
  try {
    const cases = await orderConversations(store, promptId, setId);
    const alike = identicalParent(sides);
    const texts = Object.values(sides).filter((one) => one !== null);
    const random = texts.some(({ settings }) => session.isRandom(settings));
    const price = costFunctionFor(store, model);
    const replyTokens = typicalReplyTokens(store, request, model, null);
    const costOf = (content: ConversationContent): number | null =>
      callCost(content, text, Math.min(replyTokens, model.settings.maxOutputTokens ?? replyTokens), price);
    const amounts = await estimateCalls(alike === null ? cases : [], { session, sides, random, costOf });
    // A rubric of the set is a check of each of its conversations.
    const unchecked =
      store.rubrics.ofSet(Number(setId)).length > 0 ? 0 : cases.filter((one) => one.checks === 0).length;
    const plan = { conversations: cases.length, unchecked, ...amounts, random, alike };
    return { parts, sides, session, cases: cases.map(({ id, title }) => ({ id, title })), plan };
  } catch (error) {
    session.close();
    throw error;
  }
}

function sidesOf({ base, ours, theirs }: MergeParts, merged: MergeText): PreparedMergeCheck["sides"] {
  const { branch } = theirs;
  if (!theirs.version) {
    throw new Problem("unchanged", `${branch.name} has no version yet, so there is nothing to merge.`);
  }
  // A branch without a version does nothing of its own.
  return { base, ours: ours.version ?? theirs.version, theirs: theirs.version, merged };
}

function identicalParent({ ours, theirs, merged }: PreparedMergeCheck["sides"]): MergePlan["alike"] {
  if (isSamePromptText(merged, theirs)) return "theirs";
  return isSamePromptText(merged, ours) ? "ours" : null;
}

async function orderConversations(store: Store, promptId: string, setId: string): Promise<StoredConversation[]> {
  const stored = store.conversations.stored(Number(setId));
  const ids = stored.map(({ id }) => id);
  const news = orderByPassHistory(
    ids,
    await readPassHistories(store, Number(promptId), setId, Number.POSITIVE_INFINITY),
  );
  const rank = new Map(news.map((id, at) => [id, at]));
  return stored.toSorted((a, b) => (rank.get(a.id) ?? ids.length) - (rank.get(b.id) ?? ids.length));
}

interface CallEstimateOptions extends Pick<PreparedMergeCheck, "session" | "sides"> {
  random: boolean;
  costOf(content: ConversationContent): number | null;
}

/** Replies that are there already are not counted among the first samples; more of them hardly ever are. */
async function estimateCalls(
  cases: readonly StoredConversation[],
  { session, sides, random, costOf }: CallEstimateOptions,
): Promise<Pick<MergePlan, "calls" | "likely" | "cost">> {
  const total: Pick<MergePlan, "calls" | "likely" | "cost"> = { calls: 0, likely: 0, cost: 0 };
  const hasBase = sides.base !== null;
  await forEachYielding(cases, ({ id, content }) => {
    const missing = (side: MergeText, samples: number): number =>
      Array.from({ length: samples }, (_, at) => session.callsFor(side.text, id, at, side.settings)).reduce(
        (sum, calls) => sum + calls,
        0,
      );
    const first = random ? INITIAL_SAMPLES : 1;
    const ofMerged = random ? ENOUGH_PASSES : 1;
    const likely = missing(sides.ours, first) + missing(sides.theirs, first) + missing(sides.merged, ofMerged);
    const further = maxReplays(random, hasBase) - 2 * first - ofMerged;
    const ofBase = !random && sides.base ? missing(sides.base, 1) : further * session.turnsOf(id);
    const cost = likely === 0 ? 0 : costOf(content);
    total.likely += likely;
    total.calls += likely + ofBase;
    total.cost = total.cost === null || cost === null ? null : total.cost + cost * likely;
  });
  return total;
}

/** US dollars of one call on average over a conversation's turns, estimated; null where the price is unknown. */
function callCost(
  { turns }: ConversationContent,
  system: string,
  replyTokens: number,
  price: (input: number, output: number) => number | null,
): number | null {
  const live = userTurns(turns).filter(({ fixed }) => fixed === null).length;
  if (live === 0) return 0;
  let [before, input] = [system.length, 0];
  for (const { content, fixed } of userTurns(turns)) {
    before += content.length;
    if (fixed === null) input += estimateTextTokens(before) / live;
    before += fixed?.length ?? replyTokens * CHARACTERS_PER_TOKEN;
  }
  return price(Math.ceil(input), Math.ceil(replyTokens));
}

/** Of a token, about. */
const CHARACTERS_PER_TOKEN = 4;
