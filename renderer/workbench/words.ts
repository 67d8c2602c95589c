import type { Check, JsonValue } from "../../shared/domain/check.ts";
import { shownCheck } from "../../shared/rules/webhook-address.ts";
import type { PassRate, Tally } from "../../shared/domain/comparison.ts";

/** 850 → "850", 1 234 → "1.2k", 3 400 000 → "3.4M". */
export function shortCount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 999_950) return `${trimZero((count / 1_000).toFixed(1))}k`;
  return `${trimZero((count / 1_000_000).toFixed(1))}M`;
}

/** Milliseconds in words: "240 ms", "3.2 s", "4 min 10 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimZero((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
}

/** US dollars. Small sums keep two digits that say something; null means that the price is not known. */
export function money(cost: number | null): string {
  if (cost === null) return "cost unknown";
  if (cost === 0) return "$0";
  if (cost < 0.000_05) return "< $0.0001";
  return `$${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function tallyInWords(tally: Tally): string {
  return tally.samples === 0 ? "–" : `${tally.passed}/${tally.samples}`;
}

/** "79% → 88%", "88%" or null when nothing could be judged. */
export function passRateInWords(rate: PassRate): string | null {
  if (rate.candidate === null) return null;
  return rate.baseline === null ? percent(rate.candidate) : `${percent(rate.baseline)} → ${percent(rate.candidate)}`;
}

/** The difference with what is known of its certainty. Points are hundredths of the pass rate. */
export function differenceInWords(rate: PassRate): string | null {
  if (rate.difference === null) return null;
  const parts = [
    `${signed(rate.difference)} ${Math.abs(Math.round(rate.difference * 100)) === 1 ? "point" : "points"}`,
  ];
  if (rate.interval) parts.push(`95% ${signed(rate.interval[0])} to ${signed(rate.interval[1])}`);
  if (rate.p !== null) parts.push(rate.p < 0.001 ? "p < 0.001" : `p = ${trimZero(rate.p.toFixed(3))}`);
  return parts.join(" · ");
}

/** A check as a person would say it: `not-contains "LexDirect"`. Options stand behind its value. */
export function checkInWords(check: Check): string {
  const { type, value, ...options } = shownCheck(check);
  const words = [type];
  if (value !== undefined) words.push(valueInWords(value));
  for (const [name, option] of Object.entries(options)) words.push(`${name}: ${valueInWords(option)}`);
  return words.join(" ");
}

/** Texts in quotes, with line breaks to be seen; backslashes stand once, as a person wrote them in a pattern. */
function valueInWords(value: JsonValue): string {
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\\\\", "\\");
  if (Array.isArray(value)) return value.map(valueInWords).join(", ");
  return JSON.stringify(value);
}

function signed(share: number): string {
  const points = Math.round(share * 100);
  if (points === 0) return "±0";
  return points > 0 ? `+${points}` : `−${-points}`;
}

function trimZero(number: string): string {
  return number.includes(".") ? number.replace(/\.?0+$/, "") : number;
}

/** A moment as people write it: 21 Nov 2026, 09:24. */
export function momentInWords(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}
