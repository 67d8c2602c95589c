/** Two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

const kept = new Map<number, number>();

/** Two-sided 95% point of Student's t with a whole number of degrees of freedom, at least 1. */
export function studentT95(degrees: number): number {
  const known = kept.get(degrees);
  if (known !== undefined) return known;
  const value = degrees > 100 ? expanded(degrees) : bisected(degrees);
  kept.set(degrees, value);
  return value;
}

/** Fisher and Cornish's expansion in 1/degrees: Abramowitz and Stegun, 26.7.5. Off by less than 1e-9 above 100. */
function expanded(degrees: number): number {
  const [z3, z5, z7, z9] = [3, 5, 7, 9].map((power) => Z ** power);
  const one = ((z3 ?? 0) + Z) / 4;
  const two = (5 * (z5 ?? 0) + 16 * (z3 ?? 0) + 3 * Z) / 96;
  const three = (3 * (z7 ?? 0) + 19 * (z5 ?? 0) + 17 * (z3 ?? 0) - 15 * Z) / 384;
  const four = (79 * (z9 ?? 0) + 776 * (z7 ?? 0) + 1482 * (z5 ?? 0) - 1920 * (z3 ?? 0) - 945 * Z) / 92_160;
  return Z + one / degrees + two / degrees ** 2 + three / degrees ** 3 + four / degrees ** 4;
}

function bisected(degrees: number): number {
  let [low, high] = [Z, 13];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (within(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Chance of a value from −t to t: the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function within(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2;
  if (degrees === 1) return (2 * angle) / Math.PI;
  let term = odd === 1 ? cos : 1;
  let sum = term;
  for (let k = 2 + odd; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  return odd === 1 ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}
