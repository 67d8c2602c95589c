import type { Tally } from "../../../../shared/domain/comparison.ts";
import { boschlooExact } from "./boschloo.ts";
import { fisherExact } from "./fisher.ts";
import { remember } from "./remember.ts";

/** How many more samples a side are worth proposing. */
const MOST_MORE_SAMPLES = 50;

const fisher = remember(fisherExact);

/**
 * Further samples a side, in a run with a fixed number, until the shares seen would be a real difference at `level`;
 * null when not within reach. Fisher's p is never below Boschloo's, so its number, quick to find, is where to look down from.
 */
export function samplesToSettle(baseline: Tally, candidate: Tally, level: number): number | null {
  if (baseline.passed * candidate.samples === candidate.passed * baseline.samples) return null;
  const settles = (more: number): boolean => boschlooExact(grow(baseline, more), grow(candidate, more)) <= level;
  const most = leastMore(MOST_MORE_SAMPLES, (more) => fisher(grow(baseline, more), grow(candidate, more)) <= level);
  if (most === null) return settles(MOST_MORE_SAMPLES) ? MOST_MORE_SAMPLES : null;
  let more = most;
  while (more > 1 && settles(more - 1)) more -= 1;
  return more;
}

/**
 * The least number from 1 to `most` that settles it, by doubling and halving. Whole numbers of passes make p a little
 * uneven, so a smaller one may now and then do too; null when none of those tried does.
 */
export function leastMore(most: number, settles: (more: number) => boolean): number | null {
  let [below, found] = [0, 1];
  while (!settles(found)) {
    if (found === most) return null;
    [below, found] = [found, Math.min(most, found * 2)];
  }
  while (found - below > 1) {
    const middle = Math.floor((below + found) / 2);
    if (settles(middle)) found = middle;
    else below = middle;
  }
  return found;
}

/** The tally after `more` samples that pass as often as those before. */
export function grow({ passed, samples }: Tally, more: number): Tally {
  const all = samples + more;
  return { passed: samples === 0 ? 0 : Math.round((passed / samples) * all), samples: all };
}
