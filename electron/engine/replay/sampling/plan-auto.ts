import type { ReplayPlan } from "../../../../shared/contract/runs.ts";
import type { Tally } from "../../../../shared/domain/comparison.ts";
import { moreToSettle } from "../../compare/sequential.ts";
import type { StoredConversation } from "../../store/conversations.ts";
import type { Store } from "../../store/store.ts";
import { addAmount, type Asker, inBreaths, nothing, planOf, planSample } from "../plan-replay.ts";
import { firstSamples, mostSamples } from "./next-samples.ts";

/** What a baseline run has of a conversation. */
export interface KnownSamples extends Tally {
  contentId: number;
  taken: number;
  /** Its replies were not all the same; null while there is only one. */
  varies: boolean | null;
}

export interface PlannedAuto {
  conversations: readonly StoredConversation[];
  candidate: Asker;
  baseline: { asker: Asker; known: ReadonlyMap<string, KnownSamples> } | null;
  /** Whether the model gives the same request another reply each time. */
  random: boolean;
  limit: number;
}

/**
 * What a replay with auto-samples would take: at least the first samples of both sides, at most the limit everywhere.
 * In between, what it takes if every conversation goes on passing as often as it did in the baseline.
 */
export async function planAuto(store: Store, planned: PlannedAuto): Promise<ReplayPlan> {
  const { conversations, candidate, baseline, limit } = planned;
  const least = nothing();
  let expected = nothing();
  let most = nothing();
  await inBreaths(conversations, ({ id, content, contentId, checks }) => {
    const before = baseline?.known.get(id);
    const known = baseline === null ? null : before?.contentId === contentId ? before : { ...unknown, contentId };
    const first = firstSamples(checks);
    const have = known === null ? first : known.taken;
    for (let sample = 0; sample < first; sample += 1) planSample(store, candidate, content, sample, least);
    for (let sample = have; baseline && sample < first; sample += 1) {
      planSample(store, baseline.asker, content, sample, least);
    }
    const one = nothing();
    planSample(store, { ...candidate, useCache: false }, content, 0, one);
    const other = nothing();
    if (baseline && known) planSample(store, { ...baseline.asker, useCache: false }, content, 0, other);
    const top = mostSamples({ checks, baseline: known && { taken: 0, judged: 0, passed: 0 } }, limit);
    const likely = Math.min(top, first + (known && checks > 0 ? usuallyMore(known, planned.random) : 0));
    const further = (samples: number): number => (known === null ? 0 : Math.max(0, samples - Math.max(have, first)));
    expected = addAmount(addAmount(expected, one, likely - first), other, further(likely));
    most = addAmount(addAmount(most, one, top - first), other, further(top));
  });
  const auto = { expected: addAmount(least, expected), most: addAmount(least, most) };
  return {
    ...planOf(least, conversations),
    auto: { ...auto, cap: usualCap(least.calls, auto.expected.calls, auto.most.calls) },
  };
}

/** Room for conversations that pass less often than before, and for what nobody knows of a first comparison. */
const TIMES_EXPECTED = 2;
const TIMES_LEAST = 4;
/** What nobody has to be asked for: a small set is decided all the same. */
const LEAST_CAP = 200;

/** The calls that a replay stops sampling at unless a person says otherwise: it is said before, and the limit is far. */
function usualCap(least: number, expected: number, most: number): number {
  return Math.max(1, Math.min(most, Math.max(TIMES_EXPECTED * expected, TIMES_LEAST * least, LEAST_CAP)));
}

const unknown = { taken: 0, passed: 0, samples: 0, varies: null };

/** Samples a side beyond the first ones until no change is certain, with the baseline's share on both sides. */
function usuallyMore({ passed, samples, varies }: KnownSamples, random: boolean): number {
  const steady = passed === 0 || passed === samples;
  if (samples === 0 || (steady && !(varies ?? random))) return 0;
  const share: Tally = { passed: Math.round((passed / samples) * 2), samples: 2 };
  const start = steady
    ? { baseline: share, candidate: share }
    : { baseline: { passed, samples }, candidate: { passed, samples } };
  // No p-value is 0, so it is the evidence of no change that ends it.
  const more = moreToSettle(start, 0) ?? Infinity;
  return steady ? more : Math.max(0, samples + more - 2);
}
