/** The same stretch of a base and of what two sides made of it, as lines. */
export interface Stretch3 {
  o: readonly string[];
  a: readonly string[];
  b: readonly string[];
}

/**
 * Cuts three texts at lines that each of them has once, in the same order (patience diff, Cohen 2003), and again between
 * these, with what is once there. What lines they share at both ends is cut off first. `same` gives back a line of all
 * three, `apart` what stands between two of them; both in the order of the texts.
 */
export function cutAtAnchors<T>(
  whole: Stretch3,
  same: (lines: readonly string[]) => T[],
  apart: (stretch: Stretch3) => T[],
): T[] {
  const { o, a, b } = whole;
  const shortest = Math.min(o.length, a.length, b.length);
  let head = 0;
  while (head < shortest && o[head] === a[head] && o[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && o.at(-1 - tail) === a.at(-1 - tail) && o.at(-1 - tail) === b.at(-1 - tail))
    tail += 1;
  const inner = (lines: readonly string[]): readonly string[] => lines.slice(head, lines.length - tail);
  const middle = { o: inner(o), a: inner(a), b: inner(b) };
  const anchors = anchorsOf(middle);
  const cut = (): T[] => {
    let from = { o: 0, a: 0, b: 0 };
    const parts: T[] = [];
    for (const at of [...anchors, { o: middle.o.length, a: middle.a.length, b: middle.b.length }]) {
      const between = {
        o: middle.o.slice(from.o, at.o),
        a: middle.a.slice(from.a, at.a),
        b: middle.b.slice(from.b, at.b),
      };
      parts.push(...cutAtAnchors(between, same, apart), ...same(middle.o.slice(at.o, at.o + 1)));
      from = { o: at.o + 1, a: at.a + 1, b: at.b + 1 };
    }
    return parts;
  };
  const isNothing = middle.o.length + middle.a.length + middle.b.length === 0;
  const parts = anchors.length > 0 ? cut() : isNothing ? [] : apart(middle);
  return [...same(o.slice(0, head)), ...parts, ...same(tail === 0 ? [] : o.slice(-tail))];
}

interface Anchor {
  o: number;
  a: number;
  b: number;
}

function anchorsOf({ o, a, b }: Stretch3): Anchor[] {
  const [inA, inB] = [placesOfUnique(a), placesOfUnique(b)];
  const common = [...placesOfUnique(o)].flatMap(([line, at]): Anchor[] => {
    const [first, second] = [inA.get(line), inB.get(line)];
    return first === undefined || second === undefined ? [] : [{ o: at, a: first, b: second }];
  });
  // In order on each side by itself, so that it makes no difference which of them is which.
  const kept = [common.map((one) => one.a), common.map((one) => one.b)].map((places) => new Set(longestRising(places)));
  return common.filter((_, at) => kept.every((places) => places.has(at)));
}

/** Lines that are there once, with their places, in their order. */
function placesOfUnique(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  lines.forEach((line, at) => {
    if (places.has(line)) twice.add(line);
    else places.set(line, at);
  });
  for (const line of twice) places.delete(line);
  return places;
}

/** The indices of a longest run of rising numbers, others left out between them. */
function longestRising(numbers: readonly number[]): number[] {
  /** Of each length, where the run of that length ends that ends lowest. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  numbers.forEach((number, at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if ((numbers[ends[half] ?? 0] ?? 0) < number) low = half + 1;
      else high = half;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  });
  const run: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) run.push(at);
  return run.reverse();
}
