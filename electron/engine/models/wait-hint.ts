import { listOf, objectOf, textOf } from "./replies/unknown-json.ts";

/** A longer wait is as good as this one: nobody sleeps through either. */
const MAX_WAIT_MS = 366 * 86_400_000;
/** On a success, a longer reset tells of a day's allowance or of a bucket filled to the brim, not of the next call. */
const MAX_RESET_AFTER_SUCCESS_MS = 120_000;
/** A clock that differs by less is right: dates in headers have whole seconds. */
const CLOCK_SKEW_MS = 2_000;
/** A number that is, in seconds or milliseconds since 1970, a moment no farther off than this is one. */
const MAX_MOMENT_MS = 10 * 365 * 86_400_000;
const MAX_DEPTH = 6;

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * How long a provider that refused a call asks to be left alone, in milliseconds; null when it does not say. Looked for
 * in headers made for that, then in the body, then in the allowances that are used up, then in words.
 * `now` is this machine's calendar; moments are held against the provider's own clock where it sends one.
 * Sources: RFC 9110, 10.2.3 (Retry-After); draft-ietf-httpapi-ratelimit-headers; OpenAI's, Azure's, Anthropic's,
 * Google's (RetryInfo) and OpenRouter's pages on limits; Hugging Face's `estimated_time`.
 */
export function readWaitHint(headers: Headers, body: unknown, words: string, now: number): number | null {
  const clock = clockOf(headers, now);
  return (
    fromRetryAfter(headers, clock) ?? fromBody(body, clock) ?? fromResets(headers, clock) ?? fromWords(words) ?? null
  );
}

/** What is left of an allowance, and when it is whole again. */
const allowanceHeaders = [
  ["x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  ["x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
  ["x-ratelimit-remaining", "x-ratelimit-reset"],
  ["ratelimit-remaining", "ratelimit-reset"],
  ["anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"],
  ["anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
  ["anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"],
  ["anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"],
] as const;

/**
 * Milliseconds until an allowance that a successful call used up is whole again; null when none is used up or the
 * provider does not say in how long. Looked up by name, since this is read with every reply.
 */
export function readRateLimitReset(headers: Headers, now: number): number | null {
  let longest: number | null = null;
  for (const [remaining, reset] of allowanceHeaders) {
    const left = headers.get(remaining);
    // Read as text first: nearly every response has something left.
    if (left === null || !isZeroCount(left)) continue;
    const resetMs = readReset(headers.get(reset), clockOf(headers, now));
    if (resetMs !== null && resetMs <= MAX_RESET_AFTER_SUCCESS_MS) longest = Math.max(longest ?? 0, resetMs);
  }
  return longest;
}

/** The provider's time, from its Date header, where that differs from ours by more than it can be inexact. */
function clockOf(headers: Headers, now: number): number {
  const said = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(said) || Math.abs(said - now) < CLOCK_SKEW_MS ? now : said;
}

function bounded(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.round(ms)), MAX_WAIT_MS) : null;
}

function isZeroCount(left: string): boolean {
  return /^\s*0+(\.0+)?\s*$/.test(left);
}

function fromRetryAfter(headers: Headers, now: number): number | null {
  const named = [...headers].filter(([name]) => name.includes("retry-after"));
  const inMs = named.filter(([name]) => /-(ms|milliseconds)$/.test(name));
  for (const [, value] of inMs) {
    const ms = numberIn(value);
    if (ms !== null) return bounded(ms);
  }
  for (const [name, value] of named) {
    const ms = name.endsWith("ms") ? null : readReset(value, now);
    if (ms !== null) return ms;
  }
  return null;
}

function numberIn(value: string): number | null {
  return /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}

/**
 * A time to wait or a moment: `7` and `1.5` are seconds, numbers near to now moments since 1970 in either unit,
 * `6m0s` and `20ms` durations, the rest dates.
 */
function readReset(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  const number = numberIn(text);
  if (number !== null) {
    const waits = [number - now, number * 1_000 - now];
    return bounded(waits.find((ms) => Math.abs(ms) < MAX_MOMENT_MS) ?? number * 1_000);
  }
  if (/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return durationOf(text);
  // Date.parse alone would take "-5" for a year.
  const isDate = /^[A-Za-z]{3,9},? /.test(text) || /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text);
  return isDate ? bounded(Date.parse(text) - now) : null;
}

/** The sum of `1h2m`, `34.07s` or `2 minutes and 5 seconds`. */
function durationOf(text: string): number | null {
  const parts = [...text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*(ms|milli|[smhd])/g)];
  if (parts.length === 0) return null;
  return bounded(
    parts.reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * (units[unit === "milli" ? "ms" : (unit ?? "")] ?? 0),
      0,
    ),
  );
}

/** Every header that tells of a limit's reset; where one says what is left, only if that is nothing. */
function fromResets(headers: Iterable<[string, string]>, now: number): number | null {
  const all = new Map([...headers].map(([name, value]) => [name.toLowerCase(), value]));
  let longest: number | null = null;
  for (const [name, value] of all) {
    if (!/rate-?limit/.test(name)) continue;
    const left = all.get(name.replace("reset", "remaining").replace(/-(after|ms|in|at)$/, ""));
    if (name.includes("reset") && left !== undefined && !isZeroCount(left)) continue;
    const ms = name.includes("reset") ? resetIn(name, value, now) : draftReset(value);
    if (ms !== null) longest = Math.max(longest ?? 0, ms);
  }
  return longest;
}

function resetIn(name: string, value: string, now: number): number | null {
  const number = name.endsWith("-ms") ? numberIn(value) : null;
  return number === null ? readReset(value, now) : bounded(number);
}

/** `RateLimit: "default";r=0;t=30`, and `limit=100, remaining=0, reset=30` of the draft's earlier versions. */
function draftReset(value: string): number | null {
  const left = /\b(?:r|remaining)=(\d+)/.exec(value);
  const seconds = /\b(?:t|reset)=(\d+)/.exec(value)?.[1];
  return seconds === undefined || (left?.[1] !== undefined && !isZeroCount(left[1]))
    ? null
    : bounded(Number(seconds) * 1_000);
}

const waitFields =
  /^(retry_?after|retry_?delay|estimated_?time|resets?_?(in|after|at)|wait_?(time|seconds|ms)?)(_?seconds|_?secs?)?$/i;
const waitFieldsInMs = /^(retry_?after|retry_?delay|resets?_?in|wait(_?time)?)_?(ms|millis|milliseconds)$/i;

/** A field made for that, wherever it stands in an error's body; OpenRouter puts the upstream's headers there. */
function fromBody(value: unknown, now: number, depth = 0): number | null {
  if (depth > MAX_DEPTH) return null;
  for (const one of listOf(value).slice(0, 20)) {
    const found = fromBody(one, now, depth + 1);
    if (found !== null) return found;
  }
  const object = objectOf(value);
  if (!object) return null;
  const fields = Object.entries(object).slice(0, 100);
  for (const [name, said] of fields) {
    const text = typeof said === "number" ? String(said) : textOf(said);
    if (text === null) continue;
    const ms = waitFieldsInMs.test(name) ? numberIn(text) : waitFields.test(name) ? readReset(text, now) : null;
    if (ms !== null) return bounded(ms);
  }
  for (const [name, said] of fields) {
    const found = name === "headers" ? fromHeaderFields(said, now) : fromBody(said, now, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function fromHeaderFields(value: unknown, now: number): number | null {
  const fields = Object.entries(objectOf(value) ?? {}).flatMap(([name, said]): [string, string][] => {
    const text = typeof said === "number" ? String(said) : textOf(said);
    return text === null ? [] : [[name.toLowerCase(), text]];
  });
  const after = fields.find(([name]) => name === "retry-after");
  return (after ? readReset(after[1], now) : null) ?? fromResets(fields, now);
}

const duration = String.raw`\d+(?:\.\d+)?\s*(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])`;
const askedWait = new RegExp(
  String.raw`\b(?:try(?:ing)? again|retry(?:ing)?|wait(?:ing)?|available|resets?|back)\b[^.!?\d]{0,60}?(${duration}(?:(?:,|\s|and)*${duration})*)`,
  "i",
);

/** “Please try again in 1m12.5s.” and “retry after 3 seconds”. */
function fromWords(words: string): number | null {
  const found = askedWait.exec(words.slice(0, 2_000))?.[1];
  return found === undefined ? null : durationOf(found);
}
