/**
 * How far a model is to be trusted to answer alike: `none` is a scripted model without chance, `little` a temperature
 * of 0 or a seed, which providers do not keep to in every case, `much` anything else.
 */
export type Noise = "none" | "little" | "much";

/** A pair of pass rates, before and after the break, and the logarithm of how likely it is beforehand. */
interface Change {
  p: number;
  q: number;
  log: number;
}

interface Rate {
  p: number;
  log: number;
}

/** A drop that is smaller is not what anybody bisects for, and no sample of sensible size would place it. */
const SMALLEST_DROP = 0.3;
const STEPS = 12;
/** Of answers that hardly ever differ: so many do. */
const SLIP = 0.005;
/** Not 0: what contradicts itself still has to add up. */
const NEVER = 1e-9;
const alike: Record<Exclude<Noise, "none">, number> = { little: 0.95, much: 0.1 };

/** What pass rates are taken for possible. */
export function pointsFor(noise: Noise): { changing: Change[]; steady: Rate[] } {
  if (noise === "none") {
    return {
      changing: [{ p: 1 - NEVER, q: NEVER, log: 0 }],
      steady: [NEVER, 1 - NEVER].map((p) => ({ p, log: Math.log(0.5) })),
    };
  }
  const share = alike[noise];
  return {
    changing: [{ p: 1 - SLIP, q: SLIP, log: Math.log(share) }, ...weighted(drops(), 1 - share)],
    steady: [
      ...[SLIP, 1 - SLIP].map((p) => ({ p, log: Math.log(share / 2) })),
      ...weighted(
        grid().map((p) => ({ p, weight: 1 / Math.sqrt(p * (1 - p)) })),
        1 - share,
      ),
    ],
  };
}

function grid(): number[] {
  return Array.from({ length: STEPS }, (_, at) => (at + 0.5) / STEPS);
}

/** All pairs that drop far enough; what passed more often before is likelier, and so is what fails more often after. */
function drops(): { p: number; q: number; weight: number }[] {
  return grid().flatMap((p) => grid().flatMap((q) => (p - q < SMALLEST_DROP ? [] : [{ p, q, weight: p * (1 - q) }])));
}

function weighted<T extends { weight: number }>(
  all: readonly T[],
  share: number,
): (Omit<T, "weight"> & { log: number })[] {
  const total = all.reduce((into, { weight }) => into + weight, 0);
  return all.map(({ weight, ...rest }) => ({ ...rest, log: Math.log((share * weight) / total) }));
}
