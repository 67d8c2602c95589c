import { MOST_OF_END, MOST_OF_TEXT } from "../blame/limits.ts";

/** Samples of each side that a model gets to show whether it says the same every time. */
export const FIRST_SAMPLES = 3;
/** Chance that it does not, though it did: that long replies to three texts are all the same by chance is rarer. */
export const STEADY_ERROR = 0.01;
/** So many samples all pass at most once in 64 where the pass rate is half or less: 1/2 to this power. */
export const ENOUGH_PASSES = 6;
export const MISSED_WORSE = 0.5 ** ENOUGH_PASSES;
/** Chance, at most, that the merge is called worse than both parents, or a check a new failure, where it is not. */
export const FALSE_ALARM = 0.01;

/** Replays of one conversation, never more; the base is one of the sides where there is one. */
export function mostReplays(random: boolean, hasBase: boolean): number {
  const sides = hasBase ? 4 : 3;
  return random ? sides * Math.max(MOST_OF_END, MOST_OF_TEXT) : sides;
}
