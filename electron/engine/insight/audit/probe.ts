import type { Tally } from "../../../../shared/domain/comparison.ts";
import { fisherExact } from "../../compare/statistics/fisher.ts";
import type { Ask, Effect, Look } from "./look.ts";

/** Samples of the whole prompt, and of anything else at most, where the model may answer alike requests differently. */
export const BASE_SAMPLES = 8;
export const MOST_SAMPLES = 12;
/** Samples that fall out of line while nothing has changed, and while something has. */
const SLIPS = 0.1;
const SHOWS = 0.6;
/** Wald's bounds (Sequential Tests of Statistical Hypotheses, 1945) for missing 5% and a false alarm of 1%. */
const GONE = Math.log(0.05 / (1 - 0.01));
const SEEN = Math.log((1 - 0.05) / 0.01);
/** A single rule is said to have an effect from this p-value on. */
const CERTAIN = 0.01;
/** After the last sample, what is less likely than this by chance stays open; the rest shows no difference. */
const SUSPICIOUS = 0.06;

/** A conversation with the whole prompt: what there is to tell a difference from. */
export interface Base {
  looks: readonly Look[];
  pass: boolean;
  /** Passes and fails by turns: no single sample tells anything. */
  flaky: boolean;
  /** All samples gave the same replies, letter by letter. */
  still: boolean;
}

export async function takeBase(ask: Ask, random: boolean): Promise<Base> {
  const looks: Look[] = [];
  for (let sample = 0; sample < (random ? BASE_SAMPLES : 1); sample += 1) looks.push(await ask([], sample));
  const passed = looks.filter(({ pass }) => pass).length;
  const [first] = looks;
  return {
    looks,
    pass: passed * 2 > looks.length,
    flaky: Math.min(passed, looks.length - passed) > 1,
    still: looks.every(({ replies }) => replies === first?.replies),
  };
}

/** Whether checks notice, and whether replies differ. `null` for what samples did not settle. */
export interface Probed {
  noticed: boolean | null;
  /** What the absence does to passing; null where it does nothing, or nothing certain. */
  effect: Effect | null;
  changed: boolean;
}

/** Looks at one conversation without one rule or several. One sample where the model is no gambler, else up to 12. */
export function createProbe(ask: Ask, base: Base, random: boolean) {
  const marks = new Set(base.looks.map(({ checks }) => checks));
  const texts = new Set(base.looks.map(({ replies }) => replies));
  // Where checks that decide nothing flicker, only passing counts.
  const odd = (look: Look): boolean => look.pass !== base.pass || (marks.size === 1 && !marks.has(look.checks));
  const before = { passed: base.looks.filter(odd).length, samples: base.looks.length };
  const pOf = (many: number, samples: number): number => surprise(before, { passed: many, samples });

  return async (without: readonly number[]): Promise<Probed> => {
    const looks: Look[] = [];
    let score = 0;
    const most = random ? MOST_SAMPLES : 1;
    const single = without.length === 1;
    const decide = (many: number, samples: number): boolean | null => {
      if (score <= GONE) return false;
      if (score >= SEEN && !single) return true;
      const p = pOf(many, samples);
      if (score >= SEEN && p <= CERTAIN) return true;
      return samples < most || p <= SUSPICIOUS ? null : false;
    };
    while (looks.length < most) {
      const look = await ask(without, looks.length);
      looks.push(look);
      score += odd(look) ? Math.log(SHOWS / SLIPS) : Math.log((1 - SHOWS) / (1 - SLIPS));
      if (random && decide(looks.filter(odd).length, looks.length) !== null) break;
    }
    const other = { passed: looks.filter(({ replies }) => !texts.has(replies)).length, samples: looks.length };
    // A conversation may have answered alike by chance: then one other reply says nothing.
    const sure = !random || surprise({ passed: 0, samples: base.looks.length }, other) <= CERTAIN;
    const changed = base.still && other.passed > 0 && sure;
    const noticed = random ? decide(looks.filter(odd).length, looks.length) : looks.some(odd);
    const plain = changed ? "changes" : null;
    // A group that samples do not settle is halved; a single rule stays open.
    if (noticed === null) return { noticed: single ? null : true, effect: "open", changed };
    const flipped = looks.filter(({ pass }) => pass !== base.pass).length * 2 > looks.length;
    if (!noticed || !flipped) return { noticed, effect: plain, changed };
    return { noticed, effect: base.pass ? "guards" : "fixes", changed };
  };
}

/** Fisher's exact test in one direction: more samples out of line than before. */
function surprise(before: Tally, after: Tally): number {
  if (after.passed * before.samples <= before.passed * after.samples) return 1;
  return fisherExact(before, after);
}

/** The same for a conversation that passes by turns: only how often it passes tells anything. */
export async function probeFlaky(ask: Ask, base: Base, rule: number): Promise<Effect | null> {
  const looks: Look[] = [];
  for (let sample = 0; sample < MOST_SAMPLES; sample += 1) looks.push(await ask([rule], sample));
  const passed = looks.filter(({ pass }) => pass).length;
  const before = { passed: base.looks.filter(({ pass }) => pass).length, samples: base.looks.length };
  const p = fisherExact(before, { passed, samples: looks.length });
  if (p <= CERTAIN) return passed * before.samples < before.passed * looks.length ? "guards" : "fixes";
  return p <= SUSPICIOUS / 2 ? "open" : null;
}
