import type { PassRate, Tally } from "../domain/comparison.ts";
import type { ModelSettings } from "../domain/model.ts";

/**
 * How precise a share is written, by where it is read. `whole`: on screen, at a glance. `tenth`: in documents. `column`:
 * as tenths, with the zero kept, in the terminal's lines, where numbers stand below each other and programs read them.
 */
type SharePrecision = "whole" | "tenth" | "column";

/** A share from 0 to 1. */
export function formatPercent(share: number, precision: SharePrecision = "whole"): string {
  return `${formatHundredths(share, precision)}%`;
}

/** A probability from 0 to 1 that something is right, rounded down: what is not certain never reads as 100%. */
export function formatCertainty(certainty: number): string {
  return `${Math.floor(certainty * 100)}%`;
}

/** A difference of shares in points, which are hundredths, with its sign: "+3", "−6", "±0". */
export function formatPoints(difference: number, precision: SharePrecision = "whole"): string {
  const size = formatHundredths(Math.abs(difference), precision);
  if (size === "0") return "±0";
  return `${difference >= 0 ? "+" : "−"}${size}`;
}

/** The same with its unit: "+1 point", "−6 points". */
export function formatPointsChange(difference: number, precision: SharePrecision = "whole"): string {
  const points = formatPoints(difference, precision);
  return `${points} ${/^.1$/.test(points) ? "point" : "points"}`;
}

function formatHundredths(share: number, precision: SharePrecision): string {
  if (precision === "whole") return String(Math.round(share * 100));
  const written = (share * 100).toFixed(1);
  return precision === "column" ? written : trimZeros(written);
}

/** A p-value with its letter: "p = 0.03", "p < 0.001". */
function formatPValue(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${trimZeros(p.toFixed(3))}`;
}

/** "79% → 88%", "88%" or null when nothing could be judged. */
export function formatPassRate(rate: PassRate): string | null {
  if (rate.candidate === null) return null;
  return rate.baseline === null
    ? formatPercent(rate.candidate)
    : `${formatPercent(rate.baseline)} → ${formatPercent(rate.candidate)}`;
}

/** The difference in pass rate with what is known of its certainty; null where there is none to tell. */
export function formatPassRateChange(rate: PassRate, precision: SharePrecision = "whole"): string | null {
  if (rate.difference === null) return null;
  const parts = [formatPointsChange(rate.difference, precision)];
  if (rate.interval) {
    const [low, high] = rate.interval.map((end) => formatPoints(end, precision));
    parts.push(`95%${precision === "whole" ? "" : " interval"} ${low} to ${high}`);
  }
  if (rate.p !== null) parts.push(formatPValue(rate.p));
  return parts.join(" · ");
}

/** "4/5": how many samples passed; a dash where none was judged. */
export function formatPassCount({ passed, samples }: Tally): string {
  return samples === 0 ? "–" : `${passed}/${samples}`;
}

/** 850 → "850", 1 234 → "1.2k", 3 400 000 → "3.4M": for narrow places. `plural` writes a count whole. */
export function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 999_950) return `${trimZeros((count / 1_000).toFixed(1))}k`;
  return `${trimZeros((count / 1_000_000).toFixed(1))}M`;
}

/** Replies a second, without its unit: "4.2", "35". */
export function formatRate(perSecond: number): string {
  return perSecond.toFixed(perSecond < 10 ? 1 : 0);
}

/** Milliseconds in words: "240 ms", "3.2 s", "4 min 10 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimZeros((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
}

/** Milliseconds as seconds with a tenth, however many: the terminal's and messages' "0.2 s" and "312.0 s". */
export function formatSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** US dollars. Small sums keep two digits that say something; null means that the price is not known. */
export function formatCost(cost: number | null): string {
  if (cost === null) return "cost unknown";
  if (cost === 0) return "$0";
  if (cost < 0.000_05) return "< $0.0001";
  return `$${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;
}

/** US dollars with four digits, whatever the sum: the terminal's form. */
export function formatExactCost(cost: number): string {
  return `$${cost.toFixed(4)}`;
}

/** What calls are expected to cost, in the terminal's form; null means that a price is not known. */
export function formatExpectedCost(cost: number | null): string {
  return cost === null ? "price unknown" : `about ${formatExactCost(cost)}`;
}

/** 950 bytes, 12 kB, 4.1 MB: thousands, as file managers count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1_000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A moment as people write it, in this machine's time zone: 21 Nov 2026, 09:24. */
export function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** An ISO time to the minute, in UTC, for documents that are read elsewhere. */
export function formatUtcTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** A model's settings in a line; empty where the provider's defaults stand. */
export function formatModelSettings({ temperature, topP, maxOutputTokens, seed, thinking }: ModelSettings): string {
  return [
    temperature === undefined ? null : `temperature ${temperature}`,
    topP === undefined ? null : `top p ${topP}`,
    maxOutputTokens === undefined ? null : `at most ${maxOutputTokens} tokens`,
    seed === undefined ? null : `seed ${seed}`,
    thinking === "in-reply" ? "thinking is part of the reply" : null,
  ]
    .filter((words) => words !== null)
    .join(", ");
}

function trimZeros(written: string): string {
  return written.includes(".") ? written.replace(/\.?0+$/, "") : written;
}
