/** What takes up a lane from one row to another, both included. */
export interface Span {
  top: number;
  bottom: number;
}

/**
 * A lane for each span, counted from `first`, so that no two share a row of one lane. Taken from the top, each in
 * the leftmost lane that is free: this needs as few lanes as there are spans in the fullest row (interval colouring).
 */
export function assignLanes(spans: readonly Span[], first: number): number[] {
  const order = spans.map((_span, index) => index).sort((a, b) => (spans[a]?.top ?? 0) - (spans[b]?.top ?? 0) || a - b);
  const ends: number[] = [];
  const lanes = spans.map(() => first);
  for (const index of order) {
    const span = spans[index];
    if (span === undefined) continue;
    const free = ends.findIndex((end) => end < span.top);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.bottom;
    lanes[index] = first + lane;
  }
  return lanes;
}
