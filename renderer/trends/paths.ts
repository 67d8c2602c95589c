import { unbroken } from "./scale.ts";

interface Point {
  x: number;
  y: number;
}

/** An SVG path through points, broken where one is missing. */
export function linePath(points: readonly (Point | null)[]): string {
  return unbroken(points.map((point) => point !== null))
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
  return unbroken(points.map((point) => point !== null))
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
