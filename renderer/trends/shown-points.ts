/**
 * Which two points the figures are about: the marked version, and the baseline of the comparison. Where that has no
 * point, or is the marked one itself, the point before stands in. Indices; `before` is null for a lone point.
 */
export function shownPoints(
  versions: readonly number[],
  marked: number | null,
  baseline: number | null,
): { before: number | null; after: number } {
  const found = marked === null ? -1 : versions.indexOf(marked);
  const after = found === -1 ? versions.length - 1 : found;
  const picked = baseline === null ? -1 : versions.indexOf(baseline);
  if (picked !== -1 && picked !== after) return { before: picked, after };
  return { before: after > 0 ? after - 1 : null, after };
}
