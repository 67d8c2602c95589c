/** p-values corrected for their number: Benjamini and Hochberg, J. R. Statist. Soc. B 57, 1995, 289–300. */
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
