import { assertNever } from "../../../shared/assert-never.ts";
import { messageOf } from "../../../shared/message-of.ts";
import type { CallPhase } from "./call-limit.ts";
import { ModelError, type ModelErrorKind } from "./port.ts";
import { parseJson, providerMessage } from "./provider-message.ts";
import { clip, redactKey } from "./redact.ts";
import { readSpentAllowance } from "./rate-limit.ts";
import { readRetryAfter } from "./retry-after.ts";

/** Whom a call went to, for the sentences that say how it failed. */
export interface Peer {
  label: string;
  model: string;
  host: string;
  key: string | null;
  variable: string;
}

const messageLimit = 300;

/** An answer with a status that is not a success. `text` is its body, empty where that could not be read. */
export function statusFailure(status: number, headers: Headers, text: string, peer: Peer): ModelError {
  const kind = kindOfStatus(status, text);
  const outOfCredit = status === 429 && /insufficient_quota/.test(text);
  const said = status >= 300 && status < 400 ? redirectTarget(headers) : providerMessage(text);
  return fail(kind, peer, {
    what: `answered with HTTP ${status}`,
    said,
    advice: outOfCredit ? "The account has no credit left: add some, then resume." : adviceFor(kind, status, peer),
    retryable: !outOfCredit && (status === 408 || status === 409 || status === 429 || status >= 500),
    retryAfterMs:
      readRetryAfter(headers, parseJson(text), Date.now()) ??
      (status === 429 ? readSpentAllowance(headers, Date.now()) : null),
    status,
  });
}

/** A success whose body stopped before its end. */
export function cutOffFailure(peer: Peer): ModelError {
  return fail("truncated", peer, {
    what: "stopped in the middle of a reply, so nothing of it was kept",
    advice: "Try again.",
    retryable: true,
  });
}

/** A success whose body is not a reply: cut off, not JSON, or JSON of another shape. */
export function unreadableFailure(text: string | null, peer: Peer): ModelError {
  const body = (text ?? "").trim();
  if (body === "" || (body.startsWith("{") && !body.endsWith("}"))) return cutOffFailure(peer);
  const value = parseJson(body);
  const said = value === undefined ? null : providerMessage(body);
  return fail("malformed", peer, {
    what: value === undefined ? "answered with something that is not JSON" : "answered without a reply in it",
    said,
    advice: said === null ? "Check that the address speaks this provider's API." : "See to that, then try again.",
    retryable: true,
  });
}

/** A call that ran out of time: which part of it, and its limit in milliseconds. */
export function timeoutFailure(phase: CallPhase, limitMs: number, peer: Peer): ModelError {
  return fail("timeout", peer, { ...timeoutSentence(phase, limitMs), retryable: true });
}

function timeoutSentence(phase: CallPhase, limitMs: number): { what: string; advice: string } {
  const limit = limitMs < 1_000 ? `${limitMs} ms` : `${Math.round(limitMs / 100) / 10} s`;
  const busy = "It may be busy: try again, or with a lower concurrency.";
  switch (phase) {
    case "connect":
      return {
        what: `could not be connected to within ${limit}`,
        advice: "Check the address and the network connection.",
      };
    case "firstByte":
      return { what: `took the request and did not begin to answer within ${limit}`, advice: busy };
    case "betweenChunks":
      return {
        what: `stopped in the middle of a reply and sent nothing for ${limit}, so nothing of it was kept`,
        advice: "Try again.",
      };
    case "total":
      return { what: `gave no whole reply within ${limit}`, advice: busy };
    case "afterSleep":
      return { what: `gave no sign for ${limit} after this machine woke from sleep`, advice: "Try again." };
    default:
      return assertNever(phase);
  }
}

/** The SDK gave up before anything was sent. */
export function libraryFailure(error: unknown, peer: Peer): ModelError {
  return fail("bad-request", peer, {
    what: "was not called, for the library could not make the request",
    said: messageOf(error),
    advice: "Check the conversation and the model's settings.",
    retryable: false,
  });
}

/** Anything else that went wrong on the way, in the words of `detail`. */
export function networkFailure(
  kind: "network" | "timeout",
  peer: Peer,
  sentence: { what: string; said?: string; advice: string; retryable: boolean },
): ModelError {
  return fail(kind, peer, sentence);
}

function fail(
  kind: ModelErrorKind,
  peer: Peer,
  more: {
    what: string;
    said?: string | null;
    advice: string;
    retryable: boolean;
    retryAfterMs?: number | null;
    status?: number;
  },
): ModelError {
  // Redacted before it is clipped: half a key is still too much.
  const said = clip(redactKey(more.said ?? "", peer.key), messageLimit);
  const quoted = said === "" ? "" : `: “${said}”`;
  const end = /[.!?]”$/.test(quoted) ? "" : ".";
  const message = `${peer.label} (${peer.host}) ${more.what}${quoted}${end} ${more.advice}`;
  return new ModelError(kind, redactKey(message, peer.key), {
    retryable: more.retryable,
    retryAfterMs: more.retryAfterMs ?? null,
    status: more.status ?? null,
  });
}

function kindOfStatus(status: number, text: string): ModelErrorKind {
  if (status === 401 || status === 403) return "auth";
  // Google answers a wrong key with 400.
  if (status === 400 && text.includes("API_KEY_INVALID")) return "auth";
  if (status === 404) return "not-found";
  if (status === 408) return "timeout";
  if (status === 429) return "rate-limit";
  return status === 409 || status >= 500 ? "server" : "bad-request";
}

function adviceFor(kind: ModelErrorKind, status: number, peer: Peer): string {
  if (status >= 300 && status < 400) return "Set the address that it points to, so that the key goes nowhere else.";
  if (kind === "auth") return `Check the key in Settings or ${peer.variable}.`;
  if (kind === "not-found") return `Check the model name “${peer.model}” and the address.`;
  if (kind === "rate-limit") return "It takes more calls later; a lower concurrency helps.";
  if (kind === "bad-request") return "Check the model and its settings.";
  return "The fault is on that side: try again later.";
}

function redirectTarget(headers: Headers): string | null {
  const location = headers.get("location");
  return location === null ? null : `moved to ${location}`;
}
