const longestWaitMs = 24 * 60 * 60 * 1000;

/**
 * How long a provider asks to wait, in milliseconds, at most a day; null when it does not say.
 * Retry-After as seconds or a date: RFC 9110, 10.2.3. retry-after-ms: OpenAI. RetryInfo in the body: Google.
 */
export function readRetryAfter(headers: Headers, body: unknown, now: number): number | null {
  return (
    fromMilliseconds(headers.get("retry-after-ms")) ??
    fromSecondsOrDate(headers.get("retry-after"), now) ??
    fromRetryInfo(body)
  );
}

function bounded(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.round(ms)), longestWaitMs) : null;
}

function fromMilliseconds(value: string | null): number | null {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? bounded(Number(value)) : null;
}

function fromSecondsOrDate(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return bounded(Number(value) * 1000);
  // A date has a weekday's name first; Date.parse alone would also take "-5" for a year.
  return /^\s*[A-Za-z]{3}/.test(value) ? bounded(Date.parse(value) - now) : null;
}

function fromRetryInfo(body: unknown): number | null {
  const found = /"retryDelay":"(\d+(?:\.\d+)?)s"/.exec(JSON.stringify(body) ?? "");
  return found?.[1] === undefined ? null : bounded(Number(found[1]) * 1000);
}
