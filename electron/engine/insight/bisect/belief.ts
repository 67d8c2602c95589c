import { pointsFor, type Noise } from "./rates.ts";

/** What is believed after some samples. Versions are numbered along the path, 0 the good end. */
export interface Belief {
  /** For each version the probability that it broke the conversation; 0 for version 0. */
  culprits: number[];
  /** The probability that nothing did: one pass rate along the whole path. */
  same: number;
}

/** Nothing broke it: so likely it is before anything was asked. */
const SAME_BEFORE = 0.5;

/** Hypotheses that all samples so far treat alike: breaks at the versions `from` to `to`. */
interface Segment {
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
export function createBelief(versions: number, noise: Noise) {
  const { changing, steady } = pointsFor(noise);
  const passed = Array.from({ length: versions }, () => 0);
  const failed = Array.from({ length: versions }, () => 0);
  let known: { segments: Segment[]; same: { weight: number; pass: number } } | null = null;

  const reckon = () => {
    if (known) return known;
    const all = { passed: sum(passed), failed: sum(failed) };
    const raw: (Segment & { log: number })[] = [];
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
          log + logOf(passedBefore, p) + logOf(failedBefore, 1 - p) + logOf(left.passed, q) + logOf(left.failed, 1 - q),
      );
      raw.push({ from, to: at, ...mixed(logs, changing), log: Math.max(...logs) });
      from = at + 1;
    }
    const steadyLogs = steady.map(({ log, p }) => log + logOf(all.passed, p) + logOf(all.failed, 1 - p));
    const one = mixed(steadyLogs, steady);
    const steadyLog = Math.max(...steadyLogs);
    const top = Math.max(steadyLog, ...raw.map(({ log }) => log));
    const share = (1 - SAME_BEFORE) / (versions - 1);
    const scaled = raw.map((each) => scale(each, share * factor(each.log - top)));
    const sameWeight = one.weight * SAME_BEFORE * factor(steadyLog - top);
    const total = scaled.reduce((into, each) => into + each.weight * (each.to - each.from + 1), sameWeight);
    const pass = one.weight === 0 ? 0 : (one.before / one.weight) * (sameWeight / total);
    known = {
      segments: scaled.map((each) => scale(each, 1 / total)),
      same: { weight: sameWeight / total, pass },
    };
    return known;
  };

  return {
    observe(version: number, pass: boolean): void {
      const counts = pass ? passed : failed;
      counts[version] = (counts[version] ?? 0) + 1;
      known = null;
    },
    tally: (version: number) => ({ passed: passed[version] ?? 0, failed: failed[version] ?? 0 }),
    now(): Belief {
      const { segments, same } = reckon();
      const culprits = Array.from({ length: versions }, () => 0);
      for (const { from, to, weight } of segments) culprits.fill(weight, from, to + 1);
      return { culprits, same: same.weight };
    },
    /** For each version, what one sample of it is expected to tell of the culprit, in nats (Lindley, 1956). */
    information(): number[] {
      const { segments, same } = reckon();
      const now = entropy(segments, same.weight, ({ weight }) => weight);
      return Array.from({ length: versions }, (_, version) => {
        // A break at this version or before has been when this version is asked: the rate after it holds.
        const split = segments.flatMap((each) => cut(each, version));
        const passOf = (each: Segment): number => (each.from <= version ? each.after : each.before);
        const pass = split.reduce((into, each) => into + passOf(each) * (each.to - each.from + 1), same.pass);
        const ifPassed = entropy(split, same.pass, passOf);
        const ifFailed = entropy(split, same.weight - same.pass, (each) => each.weight - passOf(each));
        return Math.max(0, now - expected(pass, ifPassed) - expected(1 - pass, ifFailed));
      });
    },
  };
}

/** A segment in two where the version lies inside it. */
function cut(segment: Segment, version: number): Segment[] {
  if (version < segment.from || version >= segment.to) return [segment];
  return [
    { ...segment, to: version },
    { ...segment, from: version + 1 },
  ];
}

/** −Σ w ln w over hypotheses whose weights need not add up to one. */
function entropy(segments: readonly Segment[], same: number, weightOf: (segment: Segment) => number): number {
  return segments.reduce((into, each) => into + part(weightOf(each)) * (each.to - each.from + 1), part(same));
}

function part(weight: number): number {
  return weight > 0 ? -weight * Math.log(weight) : 0;
}

/** The entropy of weights that add up to `total`, times `total`. */
function expected(total: number, raw: number): number {
  return total > 0 ? raw + total * Math.log(total) : 0;
}

function mixed(logs: readonly number[], points: readonly { p: number; q?: number }[]) {
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

function scale(segment: Segment, by: number): Segment {
  const { from, to, weight, before, after } = segment;
  return { from, to, weight: weight * by, before: before * by, after: after * by };
}

function factor(log: number): number {
  return Number.isNaN(log) ? 0 : Math.exp(log);
}

/** Of a rate to the power of `times`: none at all is certain, at whatever rate. */
function logOf(times: number, rate: number): number {
  return times === 0 ? 0 : times * Math.log(rate);
}

function sum(all: readonly number[]): number {
  return all.reduce((into, one) => into + one, 0);
}
