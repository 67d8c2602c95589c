import type { Tally } from "../../../../shared/domain/comparison.ts";
import { mean } from "./set-difference.ts";

/**
 * The share of conversations whose verdict would differ between two one-sample runs of the same version: the
 * unbiased estimate 2k(n − k) / n(n − 1) of 2p(1 − p), averaged. Null with one sample each: noise cannot be seen.
 * The numbers of samples must not have been chosen by what they showed.
 */
export function noiseFloorOf(tallies: readonly Tally[]): number | null {
  const shares = tallies
    .filter(({ samples }) => samples > 1)
    .map(({ passed, samples }) => (2 * passed * (samples - passed)) / (samples * (samples - 1)));
  return shares.length === 0 ? null : mean(shares);
}
