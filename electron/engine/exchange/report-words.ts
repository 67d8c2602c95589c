import type { Check } from "../../../shared/domain/check.ts";
import { shownCheck } from "../../../shared/rules/webhook-address.ts";
import type { Comparison, PassRate, Reply, Tally } from "../../../shared/domain/comparison.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { chanceInWords } from "../../../shared/rules/chance-words.ts";
import { holdsThinking, THINKING_IN_TEXT } from "../../../shared/rules/reasoning.ts";
import { staleInWords } from "../../../shared/rules/stale-words.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { sideMarksInWords } from "../../../shared/rules/reply-warnings.ts";

export function number(count: number): string {
  return count.toLocaleString("en");
}

/** A share from 0 to 1, to a tenth of a percent. */
export function percent(share: number): string {
  return `${trimZero((share * 100).toFixed(1))}%`;
}

/** A difference of shares, in points: hundredths. */
export function points(share: number): string {
  const size = trimZero(Math.abs(share * 100).toFixed(1));
  if (size === "0") return "±0";
  return share > 0 ? `+${size}` : `−${size}`;
}

/** The difference in pass rate with what is known of its certainty; null where there is none to tell. */
export function differenceInWords(rate: PassRate): string | null {
  if (rate.difference === null) return null;
  const parts = [`${points(rate.difference)} points`];
  if (rate.interval) parts.push(`95% interval ${points(rate.interval[0])} to ${points(rate.interval[1])}`);
  if (rate.p !== null) parts.push(rate.p < 0.001 ? "p < 0.001" : `p = ${trimZero(rate.p.toFixed(3))}`);
  return parts.join(" · ");
}

/** How many samples a run took of each conversation. */
export function samplesInWords({ samples, sampling }: Pick<Run, "samples" | "sampling">): string {
  return sampling === null ? String(samples) : `auto, at most ${sampling.limit}`;
}

export function tallyInWords({ passed, samples }: Tally): string {
  return samples === 0 ? "–" : `${passed}/${samples}`;
}

/** A check as a person would say it: `not-contains "LexDirect"`, its options behind. */
export function checkInWords(check: Check): string {
  const { type, value, ...options } = shownCheck(check);
  const words = [type];
  if (value !== undefined) words.push(JSON.stringify(value));
  for (const [name, option] of Object.entries(options)) words.push(`${name}: ${JSON.stringify(option)}`);
  return words.join(" ");
}

/** What the two sides are called: their versions, told apart by run where both have the same. */
export function sideNames({ baseline, candidate }: Comparison): { baseline: string; candidate: string } {
  const after = versionName(candidate);
  if (!baseline) return { baseline: "–", candidate: after };
  const before = versionName(baseline);
  if (before !== after) return { baseline: before, candidate: after };
  return { baseline: `${before}, run ${baseline.id}`, candidate: `${after}, run ${candidate.id}` };
}

function versionName(run: Run): string {
  return run.versionNumber === null ? "draft" : `v${run.versionNumber}`;
}

export function modelInWords({ provider, model, baseUrl, settings }: ModelSpec): string {
  const extras = Object.entries(settings).map(([name, value]) => `${settingNames[name] ?? name} ${value}`);
  if (baseUrl !== null) extras.unshift(`at ${baseUrl}`);
  return [`${provider}/${model}`, ...extras].join(", ");
}

const settingNames: Readonly<Record<string, string>> = { topP: "top-p", maxOutputTokens: "max output tokens" };

/** An ISO time to the minute, in UTC. */
export function timeInWords(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** What has to be known to read the comparison rightly. */
export function caveats(comparison: Comparison): string[] {
  const { baseline, candidate, rows, pending, chance, staleChecks } = comparison;
  const found: string[] = [];
  if (staleChecks) found.push(staleInWords(staleChecks));
  const byChance = chanceInWords({ rows, chance });
  if (byChance !== null) found.push(byChance);
  found.push(...sideMarksInWords(comparison.marks));
  const unchecked = rows.filter((row) => row.checks === 0).length;
  if (unchecked > 0) {
    found.push(`${plural(unchecked, "conversation has", "conversations have")} no checks: nothing there can break.`);
  }
  if (pending > 0) found.push(`${plural(pending, "conversation is", "conversations are")} not replayed yet.`);
  if (!baseline) return [...found, "There is no baseline: what is shown is the candidate alone."];
  if (modelInWords(baseline.model) !== modelInWords(candidate.model)) {
    found.push("The two runs used different models or settings, so not every difference comes from the prompt.");
  }
  if (baseline.history !== candidate.history) {
    found.push(`The baseline's history was ${baseline.history}, the candidate's ${candidate.history}.`);
  }
  return found;
}

/** What is known of one reply beside its text. `warn` marks what a reader should not pass over. */
export function replyFacts(reply: Reply): { text: string; warn: boolean }[] {
  const facts = [{ text: duration(reply.latencyMs), warn: false }];
  const add = (text: string, warn = false): number => facts.push({ text, warn });
  if (reply.inputTokens !== null || reply.outputTokens !== null) {
    add(`${reply.inputTokens ?? "?"} → ${reply.outputTokens ?? "?"} tokens`);
  }
  if (reply.cost !== null) add(money(reply.cost));
  if (reply.cached) add("cached");
  if (!["stop", "end_turn", "STOP"].includes(reply.finishReason)) add(`ended by ${reply.finishReason}`, true);
  if (reply.attempts.length > 0) {
    add(
      `retried ${plural(reply.attempts.length, "time")}: ${reply.attempts.map((one) => one.message).join("; ")}`,
      true,
    );
  }
  for (const warning of reply.warnings) add(warning, true);
  if (holdsThinking(reply)) add(THINKING_IN_TEXT, true);
  return facts;
}

/** Milliseconds in words: "240 ms", "3.2 s", "4 min 10 s". */
function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimZero((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
}

/** US dollars; small sums keep digits that say something. */
function money(cost: number): string {
  if (cost === 0) return "$0";
  if (cost < 0.000_05) return "< $0.0001";
  return `$${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;
}

/** Whitespace as single spaces, cut off at `most` characters. */
export function oneLine(text: string, most: number): string {
  return clip(text.replace(/\s+/g, " ").trim(), most);
}

/** At most so many characters, never half of one, with a sign where something was cut off. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function trimZero(written: string): string {
  return written.includes(".") ? written.replace(/\.?0+$/, "") : written;
}
