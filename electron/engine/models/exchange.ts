import { cutOffFailure, type Peer, statusFailure } from "./failure.ts";
import { connectionFailure } from "./network-failure.ts";

/** What went over the wire for one call, without headers. */
export interface Exchange {
  /** The first request's body, byte for byte; null when nothing was sent. */
  requestBody: string | null;
  requests: number;
  /** The last successful response's body; null when there was none. */
  responseText: string | null;
}

/**
 * A fetch for one call. It records the bodies and hands on whole successful responses only:
 * whatever else happens is thrown as a ModelError, which the SDK passes through.
 */
export function recordExchange(send: typeof fetch, peer: Peer): { fetch: typeof fetch; exchange: Exchange } {
  const exchange: Exchange = { requestBody: null, requests: 0, responseText: null };
  return {
    exchange,
    async fetch(input, init) {
      exchange.requests += 1;
      exchange.requestBody ??= typeof init?.body === "string" ? init.body : null;
      const response = await open(send, input, init, peer);
      const text = await readBody(response);
      if (!response.ok) throw statusFailure(response.status, response.headers, text ?? "", peer);
      if (text === null) throw cutOffFailure(peer);
      exchange.responseText = text;
      return new Response(text, { status: 200, headers: { "content-type": "application/json" } });
    },
  };
}

async function open(
  send: typeof fetch,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  peer: Peer,
): Promise<Response> {
  try {
    // Following a redirect would carry x-api-key to wherever it points.
    return await send(input, { ...init, redirect: "manual" });
  } catch (error) {
    throw connectionFailure(error, peer);
  }
}

/** Null when the body broke off. */
async function readBody(response: Response): Promise<string | null> {
  try {
    return await response.text();
  } catch {
    return null;
  }
}
