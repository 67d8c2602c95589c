import { assertNever, errorMessageOf } from "../../../shared/errors.ts";
import type { CallPhase } from "./call-timeouts.ts";
import { classifyError, readErrorValue, readProviderError, requestIdOf, mostSpecificCode } from "./provider-errors.ts";
import { ModelError, type ModelErrorKind } from "./model-interface.ts";
import { clipLine, redactKeys } from "./redact.ts";
import { parseJson } from "./replies/unknown-json.ts";
import { readWaitHint } from "./wait-hint.ts";
import { sizeLimits } from "./http-client.ts";

/** Whom a call went to, for the sentences that say how it failed. */
export interface CallTarget {
  label: string;
  model: string;
  host: string;
  key: string | null;
  /** What else must not stand in any message: other providers' keys, passwords of proxies. */
  secrets?: readonly string[];
  variable: string;
}

const MAX_MESSAGE = 300;
/** Told of an answer that went past a limit of ours. */
type SizeLimit = "body" | "headers" | "text";

/** An answer with a status that is not a success. `text` is its body, empty where that could not be read. */
export function statusFailure(status: number, headers: Headers, text: string, peer: CallTarget): ModelError {
  const error = readProviderError(text);
  const redirect = status >= 300 && status < 400;
  const { kind, retryable } = classifyError(status, error);
  return toModelError(kind, peer, {
    what: `answered with HTTP ${status}`,
    said: redirect ? redirectTarget(headers) : error.message,
    advice: redirect ? redirectAdvice : adviceFor(kind, peer),
    retryable,
    retryAfterMs: retryable ? readWaitHint(headers, parseJson(text), error.message ?? "", Date.now()) : null,
    status,
    requestId: requestIdOf(headers, error),
  });
}

/** An error that came inside a success: `body` is the error, or the whole answer that holds it. */
export function answeredFailure(body: unknown, headers: Headers, peer: CallTarget): ModelError {
  const error = readErrorValue(body);
  const { kind, retryable } = classifyError(200, error);
  const code = mostSpecificCode(error.codes);
  const named = code === null || error.message?.toLowerCase().includes(code) ? "an error" : `an error of code ${code}`;
  return toModelError(kind, peer, {
    what: `answered with HTTP 200 and ${named} in the place of a reply`,
    said: error.message ?? error.codes[0] ?? null,
    advice: adviceFor(kind, peer),
    retryable,
    retryAfterMs: retryable ? readWaitHint(headers, body, error.message ?? "", Date.now()) : null,
    requestId: requestIdOf(headers, error),
  });
}

/** A generation that broke on the provider's side; `reason` is its own word for that, null where it has none. */
export function brokenReplyFailure(
  reason: string | null,
  what: string,
  headers: Headers,
  peer: CallTarget,
): ModelError {
  const why = reason === null ? "" : ` (“${clipLine(reason, 60)}”)`;
  return toModelError("malformed", peer, {
    what: `${what}${why}, so nothing of it was kept`,
    advice: "Try again.",
    retryable: true,
    requestId: requestIdOf(headers, null),
  });
}

/** An answer to texts that has no sound vector for each of them; `problem` stands after "answered with". */
export function vectorsFailure(problem: string, headers: Headers, peer: CallTarget): ModelError {
  return toModelError("malformed", peer, {
    what: `answered with ${problem}, so nothing of it was kept`,
    advice: "Check that the address and the model are for embeddings.",
    retryable: true,
    requestId: requestIdOf(headers, null),
  });
}

/** A success whose body stopped before its end. */
export function cutOffFailure(peer: CallTarget): ModelError {
  return toModelError("truncated", peer, {
    what: "stopped in the middle of a reply, so nothing of it was kept",
    advice: "Try again.",
    retryable: true,
  });
}

/** A success whose body is not a reply: cut off, not JSON, or JSON of another shape. */
export function unreadableFailure(text: string | null, headers: Headers, peer: CallTarget): ModelError {
  const body = (text ?? "").trim();
  if (body === "" || (body.startsWith("{") && !body.endsWith("}"))) return cutOffFailure(peer);
  const value = parseJson(body);
  const error = value === undefined ? readProviderError(body) : readErrorValue(value);
  return toModelError("malformed", peer, {
    what: value === undefined ? "answered with something that is not JSON" : "answered without a reply in it",
    said: error.message,
    advice: "Check that the address speaks this provider's API.",
    retryable: true,
    requestId: requestIdOf(headers, error),
  });
}

/** An answer larger than any that is of use. Ours is the limit: asked again, the provider would send the same. */
export function tooLargeFailure(of: SizeLimit, limit: number, peer: CallTarget): ModelError {
  const said: Record<SizeLimit, string> = {
    body: `sent more than ${limit / 2 ** 20} MB in one answer`,
    headers: `sent more than ${limit / 2 ** 10} KB of headers`,
    text: `wrote more than ${limit / 1e6} million characters in one reply`,
  };
  return toModelError("too-large", peer, {
    what: `${said[of]}, so reading was stopped and nothing of it was kept`,
    advice: "Set a limit of output tokens, and check that the address speaks this provider's API.",
    retryable: false,
  });
}

/** A body in a compression that this process cannot undo. */
export function encodingFailure(encoding: string, peer: CallTarget): ModelError {
  return toModelError("malformed", peer, {
    what: `sent its answer compressed as “${clipLine(encoding, 40)}”, which cannot be read here`,
    advice: "Have the server send it as it is: it was asked to.",
    retryable: false,
  });
}

/** A call that ran out of time: which part of it, and its limit in milliseconds. */
export function timeoutFailure(phase: CallPhase, limitMs: number, peer: CallTarget): ModelError {
  return toModelError("timeout", peer, { ...timeoutSentence(phase, limitMs), retryable: true });
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
export function libraryFailure(error: unknown, peer: CallTarget): ModelError {
  return toModelError("bad-request", peer, {
    what: "was not called, for the library could not make the request",
    said: errorMessageOf(error),
    advice: "Check the conversation and the model's settings.",
    retryable: false,
  });
}

/** Anything else that went wrong on the way, in the words of `detail`. */
function networkFailure(
  kind: "network" | "timeout",
  peer: CallTarget,
  sentence: { what: string; said?: string; advice: string; retryable: boolean; refused?: boolean },
): ModelError {
  return toModelError(kind, peer, sentence);
}

function toModelError(
  kind: ModelErrorKind,
  peer: CallTarget,
  more: {
    what: string;
    said?: string | null;
    advice: string;
    retryable: boolean;
    retryAfterMs?: number | null;
    status?: number;
    requestId?: string | null;
    refused?: boolean;
  },
): ModelError {
  // Redacted before it is clipped: half a key is still too much.
  const said = clipLine(redactKeys(more.said ?? "", secretsOf(peer)), MAX_MESSAGE);
  const quoted = said === "" ? "" : `: “${said}”`;
  const id = more.requestId == null || said.includes(more.requestId) ? "" : ` (request ${more.requestId})`;
  const end = id === "" && /[.!?]”$/.test(quoted) ? "" : ".";
  const message = `${peer.label} (${peer.host}) ${more.what}${quoted}${id}${end} ${more.advice}`;
  return new ModelError(kind, redactKeys(message, secretsOf(peer)), {
    retryable: more.retryable,
    retryAfterMs: more.retryAfterMs ?? null,
    status: more.status ?? null,
    refused: more.refused ?? false,
  });
}

function secretsOf({ key, secrets = [] }: CallTarget): string[] {
  return [...new Set([...(key === null ? [] : [key]), ...secrets])];
}

const redirectAdvice = "Set the address that it points to, so that the key goes nowhere else.";

function adviceFor(kind: ModelErrorKind, peer: CallTarget): string {
  if (kind === "auth") return `Check the key in Settings or ${peer.variable}.`;
  if (kind === "credit") return "The account has no credit left for this: add some, then resume.";
  if (kind === "not-found") return `Check the model name “${peer.model}” and the address.`;
  if (kind === "rate-limit") return "It takes more calls later; a lower concurrency helps.";
  if (kind === "loading") return "The model is still being loaded: it answers once that is done.";
  if (kind === "bad-request") return "Check the model and its settings.";
  return "The fault is on that side: try again later.";
}

function redirectTarget(headers: Headers): string | null {
  const location = headers.get("location");
  return location === null ? null : `moved to ${location}`;
}

const connectionResetCodes = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "UND_ERR_SOCKET"]);
const timeoutCodes = new Set(["ETIMEDOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** What fetch rejects with, told by the codes of its chain of causes. */
export function connectionFailure(error: unknown, peer: CallTarget): ModelError {
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((found) => found !== null) ?? "";
  if (code === "ECONNREFUSED") {
    return networkFailure("network", peer, {
      what: "refused the connection",
      advice: "Is the server running, and is the address right?",
      retryable: true,
      refused: true,
    });
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return networkFailure("network", peer, {
      what: "could not be found by its name",
      advice: "Check the address and the network connection.",
      retryable: true,
    });
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW" || code === "HPE_HEADER_OVERFLOW") {
    return tooLargeFailure("headers", sizeLimits.headers, peer);
  }
  if (connectionResetCodes.has(code)) {
    return networkFailure("network", peer, {
      what: "closed the connection before a reply came",
      advice: "Try again.",
      retryable: true,
    });
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT") {
    return networkFailure("timeout", peer, {
      what: "could not be connected to in time",
      advice: "Check the address and the network connection.",
      retryable: true,
    });
  }
  if (timeoutCodes.has(code)) {
    return networkFailure("timeout", peer, {
      what: "did not answer in time",
      advice: "Check the address and the network connection.",
      retryable: true,
    });
  }
  if (/CERT|SSL|TLS|SIGNATURE/.test(code)) {
    return networkFailure("network", peer, {
      what: "has a certificate that is not trusted",
      said: code,
      advice: "Check the address; behind a company proxy, set NODE_EXTRA_CA_CERTS.",
      retryable: false,
    });
  }
  return networkFailure("network", peer, {
    what: "could not be reached",
    said: chain.at(-1)?.message ?? String(error),
    advice: "Check the address and the network connection.",
    retryable: true,
  });
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  let current: unknown = error;
  while (current instanceof Error && !chain.includes(current) && chain.length < 10) {
    chain.push(current);
    // Node.js tries several addresses of one name and reports them together.
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return chain;
}

function codeOf(error: Error): string | null {
  return "code" in error && typeof error.code === "string" ? error.code : null;
}
