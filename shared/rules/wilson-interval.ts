/** Two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval for a share, 95%; ends from 0 to 1. Needs at least one sample. Wilson, J. Am. Stat. Assoc.
 * 22, 1927, 209–212; for few samples over the normal one: Brown, Cai and DasGupta, Statistical Science 16, 2001, 101–133.
 */
export function wilsonInterval(passed: number, samples: number): [number, number] {
  return wilsonIntervalOfShare(passed / samples, samples);
}

/** The same from a share, an effective number of samples (need not be whole) and another point than the normal one. */
export function wilsonIntervalOfShare(share: number, samples: number, point = Z): [number, number] {
  const square = point * point;
  const middle = (share + square / (2 * samples)) / (1 + square / samples);
  const spread = Math.sqrt((share * (1 - share)) / samples + square / (4 * samples * samples));
  const half = (point * spread) / (1 + square / samples);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
