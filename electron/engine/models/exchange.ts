import type { CallLimit } from "./call-limit.ts";
import { cutOffFailure, type Peer, statusFailure } from "./failure.ts";
import { connectionFailure } from "./network-failure.ts";
import { readSpentAllowance } from "./rate-limit.ts";
import type { Send } from "./send.ts";

/** What went over the wire for one call, without headers. */
export interface Exchange {
  /** The first request's body, byte for byte; null when nothing was sent. */
  requestBody: string | null;
  requests: number;
  /** The last successful response's body; null when there was none. */
  responseText: string | null;
  /** Milliseconds until an allowance that this call used up is whole again; null when there is something left. */
  spentForMs: number | null;
}

/**
 * A fetch for one call. It records the bodies and hands on whole successful responses only:
 * whatever else happens is thrown as a ModelError, which the SDK passes through.
 */
export function recordExchange(send: Send, peer: Peer, limit: CallLimit): { fetch: typeof fetch; exchange: Exchange } {
  const exchange: Exchange = { requestBody: null, requests: 0, responseText: null, spentForMs: null };
  return {
    exchange,
    async fetch(input, init) {
      exchange.requests += 1;
      exchange.requestBody ??= typeof init?.body === "string" ? init.body : null;
      const url = input instanceof Request ? input.url : String(input);
      const {
        status,
        headers,
        text: read,
      } = await send(url, init ?? {}, limit).catch((error: unknown) => {
        throw connectionFailure(error, peer);
      });
      const text = await read();
      if (status < 200 || status > 299) throw statusFailure(status, headers, text ?? "", peer);
      if (text === null) throw cutOffFailure(peer);
      exchange.responseText = text;
      exchange.spentForMs = readSpentAllowance(headers, Date.now());
      return new Response(text, { status: 200, headers: { "content-type": "application/json" } });
    },
  };
}
