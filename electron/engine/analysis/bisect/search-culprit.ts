/**
 * How far a model is to be trusted to answer alike: `none` is a scripted model without chance, `little` a temperature
 * of 0 or a seed, which providers do not keep to in every case, `much` anything else.
 */
export type ModelNoise = "none" | "little" | "much";

/** A pair of pass rates, before and after the break, and the logarithm of how likely it is beforehand. */
interface RateChange {
  p: number;
  q: number;
  log: number;
}

interface SteadyRate {
  p: number;
  log: number;
}

/** A drop that is smaller is not what anybody bisects for, and no sample of sensible size would place it. */
const SMALLEST_RATE_DROP = 0.3;
const RATE_STEPS = 12;
/** Of answers that hardly ever differ: so many do. */
const SLIP_RATE = 0.005;
/** Not 0: what contradicts itself still has to add up. */
const ALMOST_ZERO = 1e-9;
const deterministicShare: Record<Exclude<ModelNoise, "none">, number> = { little: 0.95, much: 0.1 };

/** What pass rates are taken for possible. */
function ratePointsFor(noise: ModelNoise): { changing: RateChange[]; steady: SteadyRate[] } {
  if (noise === "none") {
    return {
      changing: [{ p: 1 - ALMOST_ZERO, q: ALMOST_ZERO, log: 0 }],
      steady: [ALMOST_ZERO, 1 - ALMOST_ZERO].map((p) => ({ p, log: Math.log(0.5) })),
    };
  }
  const share = deterministicShare[noise];
  return {
    changing: [{ p: 1 - SLIP_RATE, q: SLIP_RATE, log: Math.log(share) }, ...toLogWeights(rateDrops(), 1 - share)],
    steady: [
      ...[SLIP_RATE, 1 - SLIP_RATE].map((p) => ({ p, log: Math.log(share / 2) })),
      ...toLogWeights(
        rateGrid().map((p) => ({ p, weight: 1 / Math.sqrt(p * (1 - p)) })),
        1 - share,
      ),
    ],
  };
}

function rateGrid(): number[] {
  return Array.from({ length: RATE_STEPS }, (_, at) => (at + 0.5) / RATE_STEPS);
}

/** All pairs that drop far enough; what passed more often before is likelier, and so is what fails more often after. */
function rateDrops(): { p: number; q: number; weight: number }[] {
  return rateGrid().flatMap((p) =>
    rateGrid().flatMap((q) => (p - q < SMALLEST_RATE_DROP ? [] : [{ p, q, weight: p * (1 - q) }])),
  );
}

function toLogWeights<T extends { weight: number }>(
  all: readonly T[],
  share: number,
): (Omit<T, "weight"> & { log: number })[] {
  const total = all.reduce((into, { weight }) => into + weight, 0);
  return all.map(({ weight, ...rest }) => ({ ...rest, log: Math.log((share * weight) / total) }));
}

/** What is believed after some samples. Versions are numbered along the path, 0 the good end. */
export interface Belief {
  /** For each version the probability that it broke the conversation; 0 for version 0. */
  culprits: number[];
  /** The probability that nothing did: one pass rate along the whole path. */
  same: number;
}

/** Nothing broke it: so likely it is before anything was asked. */
const PRIOR_NOTHING_BROKE = 0.5;

/** Hypotheses that all samples so far treat alike: breaks at the versions `from` to `to`. */
interface HypothesisRange {
  from: number;
  to: number;
  /** Of each of them: the probability, and the same times the pass rate before and after. */
  weight: number;
  before: number;
  after: number;
}

/**
 * Bayes' rule over which version broke a conversation, with the pass rates before and after unknown and integrated
 * out over a grid: Horstein's probabilistic bisection (1963) where the error rates have to be learnt as well. Against
 * "some version broke it" stands "one rate all along".
 */
export function createBelief(versions: number, noise: ModelNoise): BeliefState {
  const none = Array.from({ length: versions }, () => 0);
  return beliefFromCounts(noise, [...none], [...none]);
}

interface BeliefState {
  observe(version: number, pass: boolean): void;
  tally(version: number): { passed: number; failed: number };
  now(): Belief;
  /** For each version, what one sample of it is expected to tell of the culprit, in nats (Lindley, 1956). */
  information(): number[];
  /** The same samples, seen with another trust in the model. */
  with(noise: ModelNoise): BeliefState;
}

function beliefFromCounts(noise: ModelNoise, passed: number[], failed: number[]): BeliefState {
  const versions = passed.length;
  const { changing, steady } = ratePointsFor(noise);
  let known: { segments: HypothesisRange[]; same: { weight: number; pass: number } } | null = null;

  const computePosterior = () => {
    if (known) return known;
    const all = { passed: sumOf(passed), failed: sumOf(failed) };
    const raw: (HypothesisRange & { log: number })[] = [];
    let passedBefore = 0;
    let failedBefore = 0;
    let from = 1;
    for (let at = 1; at < versions; at += 1) {
      passedBefore += passed[at - 1] ?? 0;
      failedBefore += failed[at - 1] ?? 0;
      // Where no sample was taken at this version, the next hypothesis is as likely as this one.
      const last = at === versions - 1;
      if (!last && (passed[at] ?? 0) + (failed[at] ?? 0) === 0) continue;
      const left = { passed: all.passed - passedBefore, failed: all.failed - failedBefore };
      const logs = changing.map(
        ({ log, p, q }) =>
          log +
          logPower(passedBefore, p) +
          logPower(failedBefore, 1 - p) +
          logPower(left.passed, q) +
          logPower(left.failed, 1 - q),
      );
      raw.push({ from, to: at, ...weightedRates(logs, changing), log: Math.max(...logs) });
      from = at + 1;
    }
    const steadyLogs = steady.map(({ log, p }) => log + logPower(all.passed, p) + logPower(all.failed, 1 - p));
    const one = weightedRates(steadyLogs, steady);
    const steadyLog = Math.max(...steadyLogs);
    const top = Math.max(steadyLog, ...raw.map(({ log }) => log));
    const share = (1 - PRIOR_NOTHING_BROKE) / (versions - 1);
    const scaled = raw.map((each) => scaleRange(each, share * expOrZero(each.log - top)));
    const sameWeight = one.weight * PRIOR_NOTHING_BROKE * expOrZero(steadyLog - top);
    const total = scaled.reduce((into, each) => into + each.weight * (each.to - each.from + 1), sameWeight);
    const pass = one.weight === 0 ? 0 : (one.before / one.weight) * (sameWeight / total);
    known = {
      segments: scaled.map((each) => scaleRange(each, 1 / total)),
      same: { weight: sameWeight / total, pass },
    };
    return known;
  };

  return {
    observe(version, pass) {
      const counts = pass ? passed : failed;
      counts[version] = (counts[version] ?? 0) + 1;
      known = null;
    },
    tally: (version) => ({ passed: passed[version] ?? 0, failed: failed[version] ?? 0 }),
    now() {
      const { segments, same } = computePosterior();
      const culprits = Array.from({ length: versions }, () => 0);
      for (const { from, to, weight } of segments) culprits.fill(weight, from, to + 1);
      return { culprits, same: same.weight };
    },
    information() {
      const { segments, same } = computePosterior();
      const now = entropy(segments, same.weight, ({ weight }) => weight);
      return Array.from({ length: versions }, (_, version) => {
        // A break at this version or before has been when this version is asked: the rate after it holds.
        const split = segments.flatMap((each) => splitRange(each, version));
        const passOf = (each: HypothesisRange): number => (each.from <= version ? each.after : each.before);
        const pass = split.reduce((into, each) => into + passOf(each) * (each.to - each.from + 1), same.pass);
        const ifPassed = entropy(split, same.pass, passOf);
        const ifFailed = entropy(split, same.weight - same.pass, (each) => each.weight - passOf(each));
        return Math.max(0, now - scaledEntropy(pass, ifPassed) - scaledEntropy(1 - pass, ifFailed));
      });
    },
    with: (other) => beliefFromCounts(other, passed, failed),
  };
}

/** A segment in two where the version lies inside it. */
function splitRange(segment: HypothesisRange, version: number): HypothesisRange[] {
  if (version < segment.from || version >= segment.to) return [segment];
  return [
    { ...segment, to: version },
    { ...segment, from: version + 1 },
  ];
}

/** −Σ w ln w over hypotheses whose weights need not add up to one. */
function entropy(
  segments: readonly HypothesisRange[],
  same: number,
  weightOf: (segment: HypothesisRange) => number,
): number {
  return segments.reduce(
    (into, each) => into + entropyTerm(weightOf(each)) * (each.to - each.from + 1),
    entropyTerm(same),
  );
}

function entropyTerm(weight: number): number {
  return weight > 0 ? -weight * Math.log(weight) : 0;
}

/** The entropy of weights that add up to `total`, times `total`. */
function scaledEntropy(total: number, raw: number): number {
  return total > 0 ? raw + total * Math.log(total) : 0;
}

function weightedRates(logs: readonly number[], points: readonly { p: number; q?: number }[]) {
  const top = Math.max(...logs);
  let weight = 0;
  let before = 0;
  let after = 0;
  if (top === -Infinity) return { weight, before, after };
  logs.forEach((log, at) => {
    const here = Math.exp(log - top);
    weight += here;
    before += here * (points[at]?.p ?? 0);
    after += here * (points[at]?.q ?? 0);
  });
  return { weight, before, after };
}

function scaleRange(segment: HypothesisRange, by: number): HypothesisRange {
  const { from, to, weight, before, after } = segment;
  return { from, to, weight: weight * by, before: before * by, after: after * by };
}

function expOrZero(log: number): number {
  return Number.isNaN(log) ? 0 : Math.exp(log);
}

/** Of a rate to the power of `times`: none at all is certain, at whatever rate. */
function logPower(times: number, rate: number): number {
  return times === 0 ? 0 : times * Math.log(rate);
}

function sumOf(all: readonly number[]): number {
  return all.reduce((into, one) => into + one, 0);
}

/** One sample of one version. `version` counts along the path from the good end. */
interface BisectSample {
  version: number;
  sample: number;
  pass: boolean;
  /** The version that most likely broke it, after this sample, and how likely it did. */
  likely: number;
  certainty: number;
}

export type BisectSearchEnd = "found" | "same" | "reversed" | "unsettled";

interface CulpritSearchOptions {
  /** On the path, both ends included; at least 2. */
  versions: number;
  noise: ModelNoise;
  /** Resolves to whether sample `sample` (from 0) of a version passes. What it rejects with ends the search. */
  ask(version: number, sample: number): Promise<boolean>;
  /** Whether that is known without a call: such samples are looked at before any is paid for. */
  isKnown(version: number, sample: number): boolean;
  /** Whether the samples of a version so far came out the same to the letter, and were long enough for that to tell. */
  isSteady(version: number, samples: number): boolean;
  onSample(sampled: BisectSample, belief: Belief): void;
}

/** The search ends when it is so sure. */
const REQUIRED_CERTAINTY = 0.95;
/** Of each end, before it is said that they do not differ. */
const MAX_SAMPLES_PER_END = 12;
const SAMPLES_PER_HALVING = 20;

/** Samples that a search takes at most. Without noise, those are what it takes. */
export function maxBisectSamples(versions: number, noise: ModelNoise): number {
  const halvings = Math.ceil(Math.log2(versions - 1));
  return noise === "none" ? 2 + halvings : 2 * MAX_SAMPLES_PER_END + SAMPLES_PER_HALVING * Math.max(1, halvings);
}

/**
 * Finds the version that broke a conversation. First both ends until they are told apart, then the version with most
 * information about the culprit; the method is Horstein's (1963) with the choice of Ben-Or and Hassidim (2008), see docs/bisect.md.
 */
export async function searchCulprit(terms: CulpritSearchOptions): Promise<{ end: BisectSearchEnd; belief: Belief }> {
  const { versions, ask, isKnown, isSteady, onSample } = terms;
  let { noise } = terms;
  let belief = createBelief(versions, noise);
  const most = maxBisectSamples(versions, noise);
  const taken = Array.from({ length: versions }, () => 0);
  const bad = versions - 1;

  const samples = (): number => taken.reduce((into, one) => into + one, 0);
  const take = async (version: number): Promise<void> => {
    const sample = taken[version] ?? 0;
    const pass = await ask(version, sample);
    taken[version] = sample + 1;
    belief.observe(version, pass);
    const now = belief.now();
    onSample({ version, sample, pass, ...likeliestCulprit(now) }, now);
  };

  while (Math.min(taken[0] ?? 0, taken[bad] ?? 0) < MAX_SAMPLES_PER_END) {
    await take(0);
    await take(bad);
    // A model that may be random was not, twice at both ends: no further sample need be spent on finding that out.
    if (noise === "much" && samples() === 4 && isSteady(0, 2) && isSteady(bad, 2)) {
      noise = "little";
      belief = belief.with(noise);
    }
    const { same } = belief.now();
    const turned = areEndsReversed(belief.tally(0), belief.tally(bad));
    if (turned && samples() >= reversedAfterSamples[noise]) return { end: "reversed", belief: belief.now() };
    if (same >= REQUIRED_CERTAINTY && !turned) return { end: "same", belief: belief.now() };
    if (same <= 1 - REQUIRED_CERTAINTY) break;
  }
  for (;;) {
    const now = belief.now();
    if (likeliestCulprit(now).certainty >= REQUIRED_CERTAINTY) return { end: "found", belief: now };
    if (now.same > 0.5) return { end: "same", belief: now };
    if (samples() >= most) return { end: "unsettled", belief: now };
    const tells = belief.information();
    const known = tells.map((nats, version) => (isKnown(version, taken[version] ?? 0) ? nats : 0));
    await take(
      largestOf(known) > MIN_INFORMATION_NATS ? known.indexOf(largestOf(known)) : tells.indexOf(largestOf(tells)),
    );
  }
}

/** What is known is looked at where it tells anything to speak of, in nats. */
const MIN_INFORMATION_NATS = 0.01;

/** The likeliest culprit and how likely it is; 0, the good end, where several are equally likely. */
export function likeliestCulprit({ culprits }: Belief): { likely: number; certainty: number } {
  const certainty = largestOf(culprits);
  const alike = culprits.filter((one) => one > certainty * TIE_SHARE).length;
  return { likely: alike > 1 ? 0 : culprits.indexOf(certainty), certainty };
}

const TIE_SHARE = 0.999;

function largestOf(all: readonly number[]): number {
  return all.reduce((into, one) => Math.max(into, one), 0);
}

/** Samples of both ends after which it is said that they are the wrong way round. */
const reversedAfterSamples: Record<ModelNoise, number> = { none: 2, little: 4, much: 8 };

/** Far more passes where it should fail than where it should pass. */
function areEndsReversed(good: EndTally, bad: EndTally): boolean {
  return bad.passed / (bad.passed + bad.failed) - good.passed / (good.passed + good.failed) >= 0.7;
}

interface EndTally {
  passed: number;
  failed: number;
}
