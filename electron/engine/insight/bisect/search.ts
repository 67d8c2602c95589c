import { createBelief, type Belief } from "./belief.ts";
import type { Noise } from "./rates.ts";

/** One sample of one version. `version` counts along the path from the good end. */
export interface Sampled {
  version: number;
  sample: number;
  pass: boolean;
  /** The version that most likely broke it, after this sample, and how likely it did. */
  likely: number;
  certainty: number;
}

export type SearchEnd = "found" | "same" | "reversed" | "unsettled";

export interface SearchTerms {
  /** On the path, both ends included; at least 2. */
  versions: number;
  noise: Noise;
  /** Resolves to whether sample `sample` (from 0) of a version passes. What it rejects with ends the search. */
  ask(version: number, sample: number): Promise<boolean>;
  /** Whether that is known without a call: such samples are looked at before any is paid for. */
  isKnown(version: number, sample: number): boolean;
  onSample(sampled: Sampled, belief: Belief): void;
}

/** The search ends when it is so sure. */
export const CERTAINTY = 0.95;
/** Of each end, before it is said that they do not differ. */
const ENDS_MOST = 12;
const PER_HALVING = 20;

/** Samples that a search takes at most. Without noise, those are what it takes. */
export function mostSamples(versions: number, noise: Noise): number {
  const halvings = Math.ceil(Math.log2(versions - 1));
  return noise === "none" ? 2 + halvings : 2 * ENDS_MOST + PER_HALVING * Math.max(1, halvings);
}

/**
 * Finds the version that broke a conversation. First both ends until they are told apart, then whichever version tells
 * most of the culprit; the method is Horstein's (1963) with the choice of Ben-Or and Hassidim (2008), see docs/bisect.md.
 */
export async function searchCulprit(terms: SearchTerms): Promise<{ end: SearchEnd; belief: Belief }> {
  const { versions, noise, ask, isKnown, onSample } = terms;
  const belief = createBelief(versions, noise);
  const most = mostSamples(versions, noise);
  const taken = Array.from({ length: versions }, () => 0);
  const bad = versions - 1;

  const samples = (): number => taken.reduce((into, one) => into + one, 0);
  const take = async (version: number): Promise<void> => {
    const sample = taken[version] ?? 0;
    const pass = await ask(version, sample);
    taken[version] = sample + 1;
    belief.observe(version, pass);
    const now = belief.now();
    onSample({ version, sample, pass, ...likeliest(now) }, now);
  };

  while (Math.min(taken[0] ?? 0, taken[bad] ?? 0) < ENDS_MOST) {
    await take(0);
    await take(bad);
    const { same } = belief.now();
    const turned = turnedAround(belief.tally(0), belief.tally(bad));
    if (turned && samples() >= turnedAfter[noise]) return { end: "reversed", belief: belief.now() };
    if (same >= CERTAINTY && !turned) return { end: "same", belief: belief.now() };
    if (same <= 1 - CERTAINTY) break;
  }
  for (;;) {
    const now = belief.now();
    if (likeliest(now).certainty >= CERTAINTY) return { end: "found", belief: now };
    if (now.same > 0.5) return { end: "same", belief: now };
    if (samples() >= most) return { end: "unsettled", belief: now };
    const tells = belief.information();
    const known = tells.map((nats, version) => (isKnown(version, taken[version] ?? 0) ? nats : 0));
    await take(highest(known) > WORTH_A_LOOK ? known.indexOf(highest(known)) : tells.indexOf(highest(tells)));
  }
}

/** What is known is looked at where it tells anything to speak of, in nats. */
const WORTH_A_LOOK = 0.01;

export function likeliest({ culprits }: Belief): { likely: number; certainty: number } {
  const certainty = highest(culprits);
  return { likely: culprits.indexOf(certainty), certainty };
}

function highest(all: readonly number[]): number {
  return all.reduce((into, one) => Math.max(into, one), 0);
}

/** Samples of both ends after which it is said that they are the wrong way round. */
const turnedAfter: Record<Noise, number> = { none: 2, little: 4, much: 8 };

/** Far more passes where it should fail than where it should pass. */
function turnedAround(good: Tally, bad: Tally): boolean {
  return bad.passed / (bad.passed + bad.failed) - good.passed / (good.passed + good.failed) >= 0.7;
}

interface Tally {
  passed: number;
  failed: number;
}
