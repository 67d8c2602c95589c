/** Stretches of a text, none overlapping another. */
export function createSpans() {
  const starts: number[] = [];
  const ends: number[] = [];
  return {
    /** Takes a stretch; false where part of it is taken already. */
    take(start: number, end: number): boolean {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) < start) low = middle + 1;
        else high = middle;
      }
      if ((ends[low - 1] ?? 0) > start || (starts[low] ?? Infinity) < end) return false;
      starts.splice(low, 0, start);
      ends.splice(low, 0, end);
      return true;
    },
  };
}
