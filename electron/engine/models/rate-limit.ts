/** A longer reset tells of a day's allowance or of a bucket filled to the brim, not of when the next call is taken. */
const longestResetMs = 120_000;

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What is left of an allowance, and when it is whole again. Sources: OpenAI's and Anthropic's pages on rate limits. */
const families = [
  { remaining: "x-ratelimit-remaining-requests", reset: "x-ratelimit-reset-requests" },
  { remaining: "x-ratelimit-remaining-tokens", reset: "x-ratelimit-reset-tokens" },
  { remaining: "anthropic-ratelimit-requests-remaining", reset: "anthropic-ratelimit-requests-reset" },
  { remaining: "anthropic-ratelimit-tokens-remaining", reset: "anthropic-ratelimit-tokens-reset" },
  { remaining: "anthropic-ratelimit-input-tokens-remaining", reset: "anthropic-ratelimit-input-tokens-reset" },
  { remaining: "anthropic-ratelimit-output-tokens-remaining", reset: "anthropic-ratelimit-output-tokens-reset" },
] as const;

/**
 * Milliseconds until an allowance that is spent is whole again; null when none is spent or the provider does not
 * say in how long. `now` is the calendar's, in milliseconds.
 */
export function readSpentAllowance(headers: Headers, now: number): number | null {
  let longest: number | null = null;
  for (const family of families) {
    const remaining = headers.get(family.remaining);
    // Read as text first: nearly every response has something left.
    if (remaining === null || !/^\s*0+\s*$/.test(remaining)) continue;
    const resetMs = readReset(headers.get(family.reset), now);
    if (resetMs !== null && resetMs <= longestResetMs) longest = Math.max(longest ?? 0, resetMs);
  }
  return longest;
}

/** `6m0s`, `1.5s` and `20ms` are OpenAI's, a date Anthropic's, a bare number of seconds some gateways'. */
function readReset(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1_000);
  if (/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) {
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
    return Math.round([...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0), 0));
  }
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
