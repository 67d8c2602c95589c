import { mergeCheckRequestSchema, type MergeCheckRequest, type MergePlan } from "../../../../shared/contract/merge.ts";
import type { ConversationContent } from "../../../../shared/domain/conversation.ts";
import { Problem } from "../../../../shared/problem.ts";
import { userTurns } from "../../../../shared/rules/turns.ts";
import { requireSet } from "../../conversations/conversations.ts";
import { textTokens } from "../../replay/estimate.ts";
import { newsOrder } from "../../replay/order.ts";
import { inBreaths } from "../../replay/plan-replay.ts";
import { readStandings } from "../../replay/plan.ts";
import { costWith, usualReply } from "../../replay/prepare.ts";
import type { StoredConversation } from "../../store/conversations.ts";
import type { Store } from "../../store/store.ts";
import type { TrialSession } from "../trials/trial.ts";
import type { Trials } from "../trials/trials.ts";
import { isSame, refuseMarkers } from "./commit-merge.ts";
import { ENOUGH_PASSES, FIRST_SAMPLES, mostReplays } from "./limits.ts";
import { mergedSettings } from "./preview.ts";
import { readMerge, type MergeParts, type MergeText } from "./read-merge.ts";
import type { MergeSide } from "./taken.ts";
import { parseRequest } from "../../parse-request.ts";

export interface PreparedCheck {
  parts: MergeParts;
  /** The base is null where the branches have no version in common. */
  sides: Record<Exclude<MergeSide, "base">, MergeText> & { base: MergeText | null };
  session: TrialSession;
  /** Those that failed last first, then those that flipped most. */
  cases: Pick<StoredConversation, "id" | "title">[];
  plan: MergePlan;
}

/** Reads everything the check of a merge stands on. Whatever is wrong with the request is thrown before anything is asked. */
export async function prepareCheck(
  { store, trials }: { store: Store; trials: Trials },
  asked: MergeCheckRequest,
  signal: AbortSignal,
): Promise<PreparedCheck> {
  const request = parseRequest(mergeCheckRequestSchema, asked);
  const { promptId, setId, text, model } = request;
  const parts = readMerge(store, request);
  const set = requireSet(store, setId);
  const sides = sidesOf(parts, { text, settings: request.settings ?? mergedSettings(parts).settings });
  if (text.trim() === "") throw new Problem("bad-input", "The merged prompt is empty. There is nothing to replay.");
  refuseMarkers(parts, text);
  if (set.conversations === 0)
    throw new Problem("bad-input", `The set "${set.name}" is empty. Import or write a conversation first.`, {
      set: set.name,
    });
  const session = await trials.open({ ...request, signal });
  try {
    const cases = await inOrder(store, promptId, setId);
    const alike = alikeOf(sides);
    const texts = Object.values(sides).filter((one) => one !== null);
    const random = texts.some(({ settings }) => session.isRandom(settings));
    const price = costWith(store, model);
    const replyTokens = usualReply(store, request, model, null);
    const costOf = (content: ConversationContent): number | null =>
      callCost(content, text, Math.min(replyTokens, model.settings.maxOutputTokens ?? replyTokens), price);
    const amounts = await amountsOf(alike === null ? cases : [], { session, sides, random, costOf });
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

function sidesOf({ base, ours, theirs }: MergeParts, merged: MergeText): PreparedCheck["sides"] {
  const { branch } = theirs;
  if (!theirs.version) {
    throw new Problem("unchanged", `${branch.name} has no version yet, so there is nothing to merge.`);
  }
  // A branch without a version does nothing of its own.
  return { base, ours: ours.version ?? theirs.version, theirs: theirs.version, merged };
}

function alikeOf({ ours, theirs, merged }: PreparedCheck["sides"]): MergePlan["alike"] {
  if (isSame(merged, theirs)) return "theirs";
  return isSame(merged, ours) ? "ours" : null;
}

async function inOrder(store: Store, promptId: string, setId: string): Promise<StoredConversation[]> {
  const stored = store.conversations.stored(Number(setId));
  const ids = stored.map(({ id }) => id);
  const news = newsOrder(ids, await readStandings(store, Number(promptId), setId, Number.POSITIVE_INFINITY));
  const rank = new Map(news.map((id, at) => [id, at]));
  return stored.toSorted((a, b) => (rank.get(a.id) ?? ids.length) - (rank.get(b.id) ?? ids.length));
}

interface AmountTerms extends Pick<PreparedCheck, "session" | "sides"> {
  random: boolean;
  costOf(content: ConversationContent): number | null;
}

/** Replies that are there already are not counted among the first samples; more of them hardly ever are. */
async function amountsOf(
  cases: readonly StoredConversation[],
  { session, sides, random, costOf }: AmountTerms,
): Promise<Pick<MergePlan, "calls" | "likely" | "cost">> {
  const total: Pick<MergePlan, "calls" | "likely" | "cost"> = { calls: 0, likely: 0, cost: 0 };
  const hasBase = sides.base !== null;
  await inBreaths(cases, ({ id, content }) => {
    const missing = (side: MergeText, samples: number): number =>
      Array.from({ length: samples }, (_, at) => session.callsFor(side.text, id, at, side.settings)).reduce(
        (sum, calls) => sum + calls,
        0,
      );
    const first = random ? FIRST_SAMPLES : 1;
    const ofMerged = random ? ENOUGH_PASSES : 1;
    const likely = missing(sides.ours, first) + missing(sides.theirs, first) + missing(sides.merged, ofMerged);
    const further = mostReplays(random, hasBase) - 2 * first - ofMerged;
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
    if (fixed === null) input += textTokens(before) / live;
    before += fixed?.length ?? replyTokens * CHARACTERS;
  }
  return price(Math.ceil(input), Math.ceil(replyTokens));
}

/** Of a token, about. */
const CHARACTERS = 4;
