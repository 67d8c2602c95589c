import type { ModelErrorKind } from "./port.ts";
import type { ProviderError } from "./provider-error.ts";

/** What an error answer means for the call: its kind, and whether the same call may succeed later. */
export interface ErrorClass {
  kind: ModelErrorKind;
  retryable: boolean;
}

const credit =
  /insufficient_(quota|balance|credits?|funds|user_quota)|billing|payment_required|credits?_(exhausted|depleted)|out_of_credits?|arrearage/;
/** Google calls a minute's allowance a quota, with plan and billing in the same sentence: that is no credit. */
const creditWords =
  /\b(insufficient|not enough|no|out of|more|negative|depleted|exhausted)( \w+)? (credits?|balance|funds)\b|credit balance is too low|payment required|\badd (more )?credits?\b|billing hard limit/i;
const loading =
  /\bmodel\b.{0,80}\b(is |still |currently |being )+(loading|loaded|starting|initiali[sz]ing|warming|deploying|scaling)|\bloading (the )?model\b|\bmodel loading\b|\bwarming up\b|\bcold.?start|\bscaling (up|from)\b|\bstill (loading|starting)\b|\bserver is (loading|starting)|\bnot (yet )?ready\b|currently loading/i;
const loadingCode = /loading|scaling_up|not_ready|cold_start|starting|warming/;
const flagged = /\b(moderation|flagged|content (policy|filter|management))\b/i;

const byCode: readonly { pattern: RegExp; kind: ModelErrorKind; retryable: boolean }[] = [
  {
    pattern: /rate_?limit|too_?many_?requests|resource_?exhausted|throttl|quota|tokens_per|capacity/,
    kind: "rate-limit",
    retryable: true,
  },
  {
    pattern: /api_?key|authenti|unauthori[sz]ed|permission|forbidden|access_denied|invalid_token/,
    kind: "auth",
    retryable: false,
  },
  {
    pattern: /model_not_found|deployment_?not_?found|unknown_model|model_not_available|not_?found/,
    kind: "not-found",
    retryable: false,
  },
  { pattern: /timeout|timed_out|deadline/, kind: "timeout", retryable: true },
  {
    pattern: /overloaded|unavailable|internal|server_error|api_error|upstream|bad_gateway|engine/,
    kind: "server",
    retryable: true,
  },
  {
    pattern:
      /invalid|bad_request|context_length|unsupported|precondition|content_policy|content_filter|moderation|out_of_range|too_large|validation/,
    kind: "bad-request",
    retryable: false,
  },
];

/**
 * By the HTTP status, or for an error within a success (`status` 200) by the code in its body: a number that is an HTTP
 * status, else the words that providers use. What neither tells may pass, and is tried again.
 */
export function classifyError(status: number, error: ProviderError): ErrorClass {
  const { codes } = error;
  const words = error.message ?? "";
  const told = status >= 200 && status < 300 ? statusIn(codes) : status;
  if (isCredit(told, codes, words)) return { kind: "credit", retryable: false };
  if (isLoading(told, codes, words)) return { kind: "loading", retryable: true };
  const classed = told === null ? null : byStatus(told, codes, words);
  return classed ?? byWords(codes) ?? { kind: "server", retryable: true };
}

function statusIn(codes: readonly string[]): number | null {
  const found = codes.map(Number).find((code) => Number.isInteger(code) && code >= 400 && code <= 599);
  return found ?? miniMaxStatus(codes);
}

/** Source: MiniMax's page on error codes. */
function miniMaxStatus(codes: readonly string[]): number | null {
  const known: Record<string, number> = {
    "1002": 429,
    "1039": 429,
    "1004": 401,
    "1008": 402,
    "1013": 500,
    "2013": 400,
  };
  return codes.map((code) => known[code]).find((status) => status !== undefined) ?? null;
}

function isCredit(status: number | null, codes: readonly string[], words: string): boolean {
  if (status === 402) return true;
  if (status !== null && status !== 429 && (status < 400 || status > 403)) return false;
  return codes.some((code) => credit.test(code)) || creditWords.test(words);
}

function isLoading(status: number | null, codes: readonly string[], words: string): boolean {
  // A 4xx that speaks of loading means that none is loaded, and none will be.
  if (status !== null && status < 500 && status !== 409 && status !== 425) return false;
  return codes.some((code) => loadingCode.test(code)) || loading.test(words);
}

function byStatus(status: number, codes: readonly string[], words: string): ErrorClass | null {
  if (status === 401) return { kind: "auth", retryable: false };
  // A message that a filter stopped is no fault of the key: the next conversation may go through.
  if (status === 403)
    return flagged.test(words) ? { kind: "bad-request", retryable: false } : { kind: "auth", retryable: false };
  // Google answers a wrong key with 400.
  if (status === 400 && codes.includes("api_key_invalid")) return { kind: "auth", retryable: false };
  if (status === 404) return { kind: "not-found", retryable: false };
  if (status === 408) return { kind: "timeout", retryable: true };
  // 498: Groq's capacity.
  if (status === 429 || status === 498) return { kind: "rate-limit", retryable: true };
  if (status === 409 || status === 425) return { kind: "server", retryable: true };
  if (status >= 500) {
    // A gateway's 500 may wrap an upstream's refusal for being too fast.
    const wrapped = byWords(codes);
    return wrapped?.kind === "rate-limit" ? wrapped : { kind: "server", retryable: true };
  }
  return { kind: "bad-request", retryable: false };
}

function byWords(codes: readonly string[]): ErrorClass | null {
  for (const { pattern, kind, retryable } of byCode) {
    if (codes.some((code) => pattern.test(code))) return { kind, retryable };
  }
  return null;
}
