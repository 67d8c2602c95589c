/** Chance, at most, that a conversation's answer is wrong, as far as the rates at both ends tell. */
export const ERROR_RATE = 0.05;
/** Samples of each end, and of each text between, after which it is given up as undetermined. */
export const MOST_OF_END = 100;
export const MOST_OF_TEXT = 100;

/** Questions that it takes to find one hunk, and to see that it is alone. */
export function questionsForOne(hunks: number): number {
  return hunks < 2 ? 1 : Math.ceil(Math.log2(hunks)) + 2;
}

/** Questions after which a conversation is given up: room for three hunks that belong together, or three alone. */
function mostQuestions(hunks: number): number {
  return 3 * questionsForOne(hunks) + 6;
}

/** Samples of a text between: usually, and at most on average. */
const USUAL_SAMPLES = 8;
const MOST_SAMPLES = 20;

/** Replays of one conversation: about so many where one hunk did it, and never more than `most`. Ends included. */
export function replaysFor(hunks: number, random: boolean): { likely: number; most: number } {
  if (hunks === 0) return { likely: 0, most: 0 };
  const one = questionsForOne(hunks);
  if (!random) return { likely: one + 2, most: mostQuestions(hunks) + 2 };
  return { likely: (one + 2) * USUAL_SAMPLES, most: mostQuestions(hunks) * MOST_SAMPLES + 2 * MOST_OF_END };
}
