import type { Chance, Comparison, ComparisonRow } from "../domain/comparison.ts";
import { plural } from "./plural.ts";

/** Stands behind a word such as "broke" where chance alone may have made it. */
export const ONE_SAMPLE = "on one sample";

/** Whether a row's change may be chance alone. */
export function isByOneSample({ outcome, confirmed }: Pick<ComparisonRow, "outcome" | "confirmed">): boolean {
  return confirmed === false && (outcome === "broke" || outcome === "fixed");
}

/**
 * How much of what broke or was fixed may be chance, in sentences: what rests on one sample, how many break by chance
 * with the source of the estimate, and what to do. Null where nothing broke or was fixed on one sample.
 */
export function chanceInWords({ rows, chance }: Pick<Comparison, "rows" | "chance">): string | null {
  const { broke, fixed } = onOneSample(rows);
  if (broke + fixed === 0) return null;
  const head = `${broke} broke and ${fixed} fixed ${ONE_SAMPLE} of a model that answers differently each time.`;
  return [head, chance && howMany(chance), "Replay with auto-samples to be sure."].filter(Boolean).join(" ");
}

/** The same in one line, for a narrow place: how many rest on one sample, and how many would by chance. */
export function chanceInShort({ rows, chance }: Pick<Comparison, "rows" | "chance">): string | null {
  const { broke, fixed } = onOneSample(rows);
  if (broke + fixed === 0) return null;
  const breaks = chance?.breaks ?? null;
  const byChance = breaks === null ? "by chance: unknown" : `by chance: about ${Math.round(breaks)}`;
  return `${broke} broke, ${fixed} fixed ${ONE_SAMPLE} · ${byChance}`;
}

function onOneSample(rows: readonly ComparisonRow[]): { broke: number; fixed: number } {
  const count = (outcome: "broke" | "fixed"): number =>
    rows.filter((row) => row.outcome === outcome && isByOneSample(row)).length;
  return { broke: count("broke"), fixed: count("fixed") };
}

/** A model at its usual temperature, replayed against itself: what this project's makers saw (docs/statistics.md). */
const MEASURED = "Measured elsewhere, with nothing changed: 5 to 6 of 40";

function howMany({ rows, breaks, noiseFloor, runId }: Chance): string {
  if (breaks === null || noiseFloor === null) {
    return `How many break by chance is unknown here: no run of this model has several samples. ${MEASURED}.`;
  }
  const about = breaks > 0 && breaks < 1 ? "fewer than 1" : `about ${Math.round(breaks)}`;
  const percent = `${(noiseFloor * 100).toFixed(1).replace(/\.0$/, "")}%`;
  return `With nothing changed, ${about} of ${plural(rows, "conversation")} would break by chance (noise floor ${percent}, run ${runId ?? "?"}).`;
}
