import { distance } from "fastest-levenshtein";

/** Up to so many pairs of characters all of them are compared, 32 at a time: some tens of milliseconds. */
const MAX_PAIRS = 2 ** 28;

/**
 * How many characters have to be put in, left out or replaced to make one text of the other (Levenshtein 1966), in UTF-16
 * units; null where that is more than `most`. Two long texts take time that grows with their length times `most`:
 * E. Ukkonen, *Algorithms for Approximate String Matching*, Information and Control 64, 1985.
 */
export function editDistance(a: string, b: string, most: number): number | null {
  if (Math.abs(a.length - b.length) > most) return null;
  if (a.length * b.length <= MAX_PAIRS) {
    const edits = distance(a, b);
    return edits <= most ? edits : null;
  }
  return bandedDistance(a, b, Math.min(Math.floor(most), Math.max(a.length, b.length)));
}

/** Only the cells within `most` of the diagonal can be on a path that is short enough. */
function bandedDistance(a: string, b: string, most: number): number | null {
  const width = 2 * most + 1;
  const beyond = most + 1;
  let before = new Int32Array(width).fill(beyond);
  let row = new Int32Array(width).fill(beyond);
  for (let offset = 0; offset <= most; offset += 1) before[most + offset] = offset;
  for (let at = 1; at <= a.length; at += 1) {
    let least = beyond;
    for (let cell = 0; cell < width; cell += 1) {
      const other = at + cell - most;
      if (other < 0 || other > b.length) {
        row[cell] = beyond;
        continue;
      }
      const left = cell > 0 ? (row[cell - 1] ?? beyond) + 1 : beyond;
      const above = cell + 1 < width ? (before[cell + 1] ?? beyond) + 1 : beyond;
      const same = other > 0 && a.charCodeAt(at - 1) === b.charCodeAt(other - 1);
      const across = other > 0 ? (before[cell] ?? beyond) + (same ? 0 : 1) : beyond;
      const edits = Math.min(left, above, across, beyond);
      row[cell] = edits;
      if (edits < least) least = edits;
    }
    if (least > most) return null;
    [before, row] = [row, before];
  }
  const edits = before[b.length - a.length + most] ?? beyond;
  return edits <= most ? edits : null;
}
