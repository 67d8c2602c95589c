/** Natural logarithms of factorials, grown as needed: n! overflows a double from n = 171. */
const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next += 1) {
    logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  }
  return logFactorials[n] ?? 0;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * Fisher's exact test, two-sided: the probability, with both margins fixed, of a table no more likely than
 * the one seen. Fisher, Statistical Methods for Research Workers, 1934; two sides as in R's fisher.test.
 */
export function fisherExact(passedA: number, samplesA: number, passedB: number, samplesB: number): number {
  const passed = passedA + passedB;
  const all = samplesA + samplesB;
  const logAll = logChoose(all, passed);
  const probability = (a: number): number =>
    Math.exp(logChoose(samplesA, a) + logChoose(samplesB, passed - a) - logAll);
  const seen = probability(passedA) * (1 + 1e-7);
  let p = 0;
  for (let a = Math.max(0, passed - samplesB); a <= Math.min(samplesA, passed); a += 1) {
    const each = probability(a);
    if (each <= seen) p += each;
  }
  return Math.min(1, p);
}

/**
 * Exact McNemar test, two-sided, from the two counts of pairs that differ: a fair coin thrown
 * `up + down` times. McNemar, Psychometrika 12, 1947. With counts of gains and losses: the sign test.
 */
export function mcnemarExact(up: number, down: number): number {
  const n = up + down;
  if (n === 0) return 1;
  let tail = 0;
  for (let k = 0; k <= Math.min(up, down); k += 1) tail += Math.exp(logChoose(n, k) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}

/** p-values corrected for their number: Benjamini and Hochberg, J. R. Statist. Soc. B 57, 1995. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  order.forEach(({ p, index }, at) => {
    smallest = Math.min(smallest, (p * pValues.length) / (pValues.length - at));
    adjusted[index] = smallest;
  });
  return adjusted;
}

/** Two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's score interval for a share, 95%. Wilson, J. Am. Stat. Assoc. 22, 1927. */
export function wilson(passed: number, samples: number): [number, number] {
  const share = passed / samples;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * samples)) / (1 + z2 / samples);
  const half = (Z * Math.sqrt((share * (1 - share)) / samples + z2 / (4 * samples * samples))) / (1 + z2 / samples);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Counts of pairs: passed on both sides, only before, only after, on neither. */
export interface PairCounts {
  both: number;
  onlyBefore: number;
  onlyAfter: number;
  neither: number;
}

/**
 * 95% interval of the paired difference after − before: Newcombe's method 10 (Statistics in Medicine 17,
 * 1998, 2635–2650): Wilson intervals of both shares, joined with the correlation of the pairs.
 */
export function newcombePaired({ both, onlyBefore, onlyAfter, neither }: PairCounts): [number, number] {
  const n = both + onlyBefore + onlyAfter + neither;
  const before = (both + onlyBefore) / n;
  const after = (both + onlyAfter) / n;
  const [lowBefore, highBefore] = wilson(both + onlyBefore, n);
  const [lowAfter, highAfter] = wilson(both + onlyAfter, n);
  const margins = (both + onlyBefore) * (onlyAfter + neither) * (both + onlyAfter) * (onlyBefore + neither);
  const cross = both * neither - onlyBefore * onlyAfter;
  const corrected = cross > 0 ? Math.max(cross - n / 2, 0) : cross;
  const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins);
  const spread = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const difference = after - before;
  return [
    Math.max(-1, difference - spread(after - lowAfter, highBefore - before)),
    Math.min(1, difference + spread(highAfter - after, before - lowBefore)),
  ];
}

/** Mean of paired differences with a normal 95% interval; needs at least two pairs. */
export function meanDifference(differences: readonly number[]): { mean: number; interval: [number, number] } | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((sum, each) => sum + each, 0) / n;
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1);
  const half = Z * Math.sqrt(variance / n);
  return { mean, interval: [Math.max(-1, mean - half), Math.min(1, mean + half)] };
}
