import type { Tally } from "../../../../shared/domain/comparison.ts";
import { fisherExact } from "../../statistics/exact-tests.ts";
import type { AskWithout, RuleEffect, Observation } from "./findings.ts";

/** Samples of the whole prompt, and of anything else at most, where the model may answer alike requests differently. */
export const BASELINE_SAMPLES = 8;
export const MAX_SAMPLES = 12;
/** Samples that fall out of line while nothing has changed, and while something has. */
const RATE_WITHOUT_EFFECT = 0.1;
const RATE_WITH_EFFECT = 0.6;
/** Wald's bounds (Sequential Tests of Statistical Hypotheses, 1945) for missing 5% and a false alarm of 1%. */
const LOWER_BOUND = Math.log(0.05 / (1 - 0.01));
const UPPER_BOUND = Math.log((1 - 0.05) / 0.01);
/** A single rule is said to have an effect from this p-value on. */
const CERTAIN_P = 0.01;
/** After the last sample, what is less likely than this by chance stays open; the rest shows no difference. */
const SUSPICIOUS_P = 0.06;

/** A conversation with the whole prompt: what there is to tell a difference from. */
export interface WholePromptBaseline {
  observations: readonly Observation[];
  pass: boolean;
  /** Passes and fails intermittently: no single sample tells anything. */
  flaky: boolean;
  /** All samples gave the same replies, letter by letter. */
  identicalReplies: boolean;
}

export async function observeWholePrompt(ask: AskWithout, random: boolean): Promise<WholePromptBaseline> {
  const looks: Observation[] = [];
  for (let sample = 0; sample < (random ? BASELINE_SAMPLES : 1); sample += 1) looks.push(await ask([], sample));
  const passed = looks.filter(({ pass }) => pass).length;
  const [first] = looks;
  return {
    observations: looks,
    pass: passed * 2 > looks.length,
    flaky: Math.min(passed, looks.length - passed) > 1,
    identicalReplies: looks.every(({ replies }) => replies === first?.replies),
  };
}

/** Whether checks notice, and whether replies differ. `null` for what samples did not settle. */
interface LeaveOutResult {
  noticed: boolean | null;
  /** What the absence does to passing; null where it does nothing, or nothing certain. */
  effect: RuleEffect | null;
  changed: boolean;
}

/** Looks at one conversation without one rule or several. One sample where the model is not random, else up to 12. */
export function createLeaveOutTest(ask: AskWithout, base: WholePromptBaseline, random: boolean) {
  const knownChecks = new Set(base.observations.map(({ checks }) => checks));
  const knownReplies = new Set(base.observations.map(({ replies }) => replies));
  // Where checks that decide nothing flicker, only passing counts.
  const isOutOfLine = (look: Observation): boolean =>
    look.pass !== base.pass || (knownChecks.size === 1 && !knownChecks.has(look.checks));
  const before = { passed: base.observations.filter(isOutOfLine).length, samples: base.observations.length };
  const pOf = (many: number, samples: number): number => oneSidedFisher(before, { passed: many, samples });

  return async (without: readonly number[]): Promise<LeaveOutResult> => {
    const observations: Observation[] = [];
    let score = 0;
    const most = random ? MAX_SAMPLES : 1;
    const single = without.length === 1;
    const decide = (many: number, samples: number): boolean | null => {
      if (score <= LOWER_BOUND) return false;
      if (score >= UPPER_BOUND && !single) return true;
      const p = pOf(many, samples);
      if (score >= UPPER_BOUND && p <= CERTAIN_P) return true;
      return samples < most || p <= SUSPICIOUS_P ? null : false;
    };
    while (observations.length < most) {
      const look = await ask(without, observations.length);
      observations.push(look);
      score += isOutOfLine(look)
        ? Math.log(RATE_WITH_EFFECT / RATE_WITHOUT_EFFECT)
        : Math.log((1 - RATE_WITH_EFFECT) / (1 - RATE_WITHOUT_EFFECT));
      if (random && decide(observations.filter(isOutOfLine).length, observations.length) !== null) break;
    }
    const other = {
      passed: observations.filter(({ replies }) => !knownReplies.has(replies)).length,
      samples: observations.length,
    };
    // A conversation may have answered alike by chance: then one other reply says nothing.
    const sure = !random || oneSidedFisher({ passed: 0, samples: base.observations.length }, other) <= CERTAIN_P;
    const changed = base.identicalReplies && other.passed > 0 && sure;
    const noticed = random
      ? decide(observations.filter(isOutOfLine).length, observations.length)
      : observations.some(isOutOfLine);
    const plain = changed ? "changes" : null;
    // A group that samples do not settle is halved; a single rule stays open.
    if (noticed === null) return { noticed: single ? null : true, effect: "open", changed };
    const flipped = observations.filter(({ pass }) => pass !== base.pass).length * 2 > observations.length;
    if (!noticed || !flipped) return { noticed, effect: plain, changed };
    return { noticed, effect: base.pass ? "guards" : "fixes", changed };
  };
}

/** Fisher's exact test in one direction: more samples out of line than before. */
function oneSidedFisher(before: Tally, after: Tally): number {
  if (after.passed * before.samples <= before.passed * after.samples) return 1;
  return fisherExact(before, after);
}

/** The same for a conversation that passes intermittently: only how often it passes tells anything. */
export async function testFlakyConversation(
  ask: AskWithout,
  base: WholePromptBaseline,
  rule: number,
): Promise<RuleEffect | null> {
  const looks: Observation[] = [];
  for (let sample = 0; sample < MAX_SAMPLES; sample += 1) looks.push(await ask([rule], sample));
  const passed = looks.filter(({ pass }) => pass).length;
  const before = { passed: base.observations.filter(({ pass }) => pass).length, samples: base.observations.length };
  const p = fisherExact(before, { passed, samples: looks.length });
  if (p <= CERTAIN_P) return passed * before.samples < before.passed * looks.length ? "guards" : "fixes";
  return p <= SUSPICIOUS_P / 2 ? "open" : null;
}

interface CaseRuleEffects {
  /** Rules with an effect of their own; the others have none that a check notices. */
  effects: Map<number, RuleEffect>;
  /** Rules that were left out only together with others, unnoticed, while replies did change. */
  groupOnly: Set<number>;
  /** Rules of which one was noticed to be missing by a check: what later conversations are grouped by. */
  hits: Set<number>;
}

/** A rule that is likelier than this to be missed is left out alone. */
const LEAVE_OUT_ALONE_ABOVE = 0.38;

/**
 * Finds the rules that one conversation notices. Groups are left out together: where no check says anything else, none
 * of them matters; where one does, the group is halved until the rule is found, and the rest is open again (nested
 * group testing: Dorfman 1943; Sobel and Groll 1959). Groups are as large as makes either answer equally likely.
 * At most rules.length × 4/3 probes.
 */
export async function searchConversationRules(
  rules: readonly number[],
  chance: (rule: number) => number,
  probe: (without: readonly number[]) => Promise<LeaveOutResult>,
): Promise<CaseRuleEffects> {
  const found: CaseRuleEffects = { effects: new Map(), groupOnly: new Set(), hits: new Set() };
  let left = [...rules];
  let wasted = Math.floor(rules.length / 3);

  const settle = (rule: number, { effect, noticed }: LeaveOutResult): void => {
    if (effect !== null) found.effects.set(rule, effect);
    if (noticed !== false) found.hits.add(rule);
  };
  const without = (group: readonly number[]): void => {
    const gone = new Set(group);
    left = left.filter((rule) => !gone.has(rule));
  };

  while (left.length > 0) {
    let group = nextRuleGroup(left, wasted > 0 ? chance : () => 1);
    let alone: LeaveOutResult | null = null;
    let known = false;
    while (group.length > 1 && !(known && wasted <= 0)) {
      const half: readonly number[] = known ? likelierHalf(group, chance) : group;
      const seen = await probe(half);
      if (seen.noticed === false) {
        if (seen.changed) for (const rule of half) found.groupOnly.add(rule);
        without(half);
        group = group.filter((rule) => !half.includes(rule));
      } else {
        wasted -= 1;
        known = true;
        group = [...half];
        if (half.length === 1) alone = seen;
      }
    }
    const [rule] = group;
    if (rule === undefined) continue;
    settle(rule, alone ?? (await probe([rule])));
    without([rule]);
  }
  return found;
}

function nextRuleGroup(left: readonly number[], chance: (rule: number) => number): number[] {
  const likely = left.find((rule) => chance(rule) >= LEAVE_OUT_ALONE_ABOVE);
  if (likely !== undefined) return [likely];
  const group: number[] = [];
  let none = 1;
  for (const rule of left) {
    group.push(rule);
    none *= 1 - chance(rule);
    if (none < 0.5) break;
  }
  return group;
}

/** Up to where it is as likely to be before as behind; at least one on either side. */
function likelierHalf(group: readonly number[], chance: (rule: number) => number): number[] {
  const total = group.reduce((sum, rule) => sum + chance(rule), 0);
  let sum = 0;
  const half: number[] = [];
  for (const rule of group.slice(0, -1)) {
    sum += chance(rule);
    if (half.length > 0 && sum > total / 2) break;
    half.push(rule);
  }
  return half;
}
