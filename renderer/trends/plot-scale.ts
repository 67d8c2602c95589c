/** Round numbers from `low` to `high`, about `count` of them, in steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, count: number): number[] {
  if (!(high > low) || count < 1) return [low];
  const step = roundStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiples of a whole number, not sums: 0.1 + 0.2 would not be 0.3.
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

/** From zero to the first round number at or above what is to be shown. */
export function domainFromZero(highest: number): [number, number] {
  if (!(highest > 0)) return [0, 1];
  const step = roundStep(highest / 3);
  return [0, Number((Math.ceil(highest / step - 1e-9) * step).toPrecision(12))];
}

/** Whole fifths around the intervals: what happens between 80% and 100% is not pressed into a corner. */
export function rateDomain(lowest: number, highest: number): [number, number] {
  const low = Math.floor(lowest * 5 + 1e-9) / 5;
  const high = Math.ceil(highest * 5 - 1e-9) / 5;
  return high > low ? [low, high] : low >= 1 ? [0.8, 1] : [low, low + 0.2];
}

/** Where values fall between two pixels. */
export function linearScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]) {
  return (value: number): number => from + ((value - low) / (high - low)) * (to - from);
}

/** Equal columns for so many points; `place` is a column's middle. */
export function equalColumns(count: number, [from, to]: readonly [number, number]) {
  const step = (to - from) / Math.max(1, count);
  return { step, place: (index: number): number => from + (index + 0.5) * step };
}

/** Every how manieth column can bear a name of so many pixels: 1, 2, 5, 10, … */
export function labelEvery(step: number, width: number): number {
  let power = 1;
  while (power * 10 * step < width) power *= 10;
  return [1, 2, 5].map((times) => times * power).find((every) => every * step >= width) ?? power * 10;
}

/** Runs of neighbouring indices where something is known: lines are not drawn across gaps. */
export function unbrokenRuns(known: readonly boolean[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  known.forEach((is, at) => {
    if (!is) return;
    const last = spans.at(-1);
    if (last?.to === at - 1) last.to = at;
    else spans.push({ from: at, to: at });
  });
  return spans;
}

interface Point {
  x: number;
  y: number;
}

/** An SVG path through points, broken where one is missing. */
export function linePath(points: readonly (Point | null)[]): string {
  return unbrokenRuns(points.map((point) => point !== null))
    .map(
      ({ from, to }) =>
        `M${points
          .slice(from, to + 1)
          .map(inPath)
          .join("L")}`,
    )
    .join("");
}

/** An SVG path around the area between two lines, broken where either is missing. */
export function bandPath(points: readonly ({ x: number; low: number; high: number } | null)[]): string {
  return unbrokenRuns(points.map((point) => point !== null))
    .map(({ from, to }) => {
      const span = points.slice(from, to + 1).filter((point) => point !== null);
      const above = span.map(({ x, high }) => inPath({ x, y: high }));
      const below = span.map(({ x, low }) => inPath({ x, y: low })).reverse();
      return `M${[...above, ...below].join("L")}Z`;
    })
    .join("");
}

function inPath(point: Point | null): string {
  return point ? `${round(point.x)} ${round(point.y)}` : "";
}

/** A tenth of a pixel is enough, and keeps the path of 500 versions short. */
function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
