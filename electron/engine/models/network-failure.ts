import { networkFailure, type Peer, tooLargeFailure } from "./failure.ts";
import type { ModelError } from "./port.ts";
import { sizeLimits } from "./send.ts";

const resets = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "UND_ERR_SOCKET"]);
const slow = new Set(["ETIMEDOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** What fetch rejects with, told by the codes of its chain of causes. */
export function connectionFailure(error: unknown, peer: Peer): ModelError {
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
  if (resets.has(code)) {
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
  if (slow.has(code)) {
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
