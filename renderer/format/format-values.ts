import type { Check, JsonValue } from "../../shared/domain/check.ts";
import { maskCheckAddresses } from "../../shared/format/webhook-address.ts";
import type { PassRate, Tally } from "../../shared/domain/comparison.ts";
import type { ModelSettings } from "../../shared/domain/model.ts";

/** 850 → "850", 1 234 → "1.2k", 3 400 000 → "3.4M". */
export function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 999_950) return `${trimZero((count / 1_000).toFixed(1))}k`;
  return `${trimZero((count / 1_000_000).toFixed(1))}M`;
}

/** Milliseconds in words: "240 ms", "3.2 s", "4 min 10 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimZero((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
}

/** US dollars. Small sums keep two digits that say something; null means that the price is not known. */
export function formatCost(cost: number | null): string {
  if (cost === null) return "cost unknown";
  if (cost === 0) return "$0";
  if (cost < 0.000_05) return "< $0.0001";
  return `$${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;
}

export function formatPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function formatPassCount(tally: Tally): string {
  return tally.samples === 0 ? "–" : `${tally.passed}/${tally.samples}`;
}

/** "79% → 88%", "88%" or null when nothing could be judged. */
export function formatPassRate(rate: PassRate): string | null {
  if (rate.candidate === null) return null;
  return rate.baseline === null
    ? formatPercent(rate.candidate)
    : `${formatPercent(rate.baseline)} → ${formatPercent(rate.candidate)}`;
}

/** The difference with what is known of its certainty. Points are hundredths of the pass rate. */
export function formatPassRateChange(rate: PassRate): string | null {
  if (rate.difference === null) return null;
  const parts = [
    `${formatSignedPoints(rate.difference)} ${Math.abs(Math.round(rate.difference * 100)) === 1 ? "point" : "points"}`,
  ];
  if (rate.interval)
    parts.push(`95% ${formatSignedPoints(rate.interval[0])} to ${formatSignedPoints(rate.interval[1])}`);
  if (rate.p !== null) parts.push(rate.p < 0.001 ? "p < 0.001" : `p = ${trimZero(rate.p.toFixed(3))}`);
  return parts.join(" · ");
}

/** A check as a person would say it: `not-contains "LexDirect"`. Options stand behind its value. */
export function formatCheck(check: Check): string {
  const { type, value, ...options } = maskCheckAddresses(check);
  const words = [type];
  if (value !== undefined) words.push(formatCheckValue(value));
  for (const [name, option] of Object.entries(options)) words.push(`${name}: ${formatCheckValue(option)}`);
  return words.join(" ");
}

/** Texts in quotes, with line breaks to be seen; backslashes stand once, as a person wrote them in a pattern. */
function formatCheckValue(value: JsonValue): string {
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\\\\", "\\");
  if (Array.isArray(value)) return value.map(formatCheckValue).join(", ");
  return JSON.stringify(value);
}

function formatSignedPoints(share: number): string {
  const points = Math.round(share * 100);
  if (points === 0) return "±0";
  return points > 0 ? `+${points}` : `−${-points}`;
}

function trimZero(number: string): string {
  return number.includes(".") ? number.replace(/\.?0+$/, "") : number;
}

/** A moment as people write it: 21 Nov 2026, 09:24. */
export function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
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

/** 950 bytes, 12 kB, 4.1 MB: thousands, as file managers count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1_000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
