import type { CallLimit } from "./call-limit.ts";
import { cutOffFailure, encodingFailure, type Peer, statusFailure, tooLargeFailure } from "./failure.ts";
import { connectionFailure } from "./network-failure.ts";
import { AnswerTooLarge, UnknownEncoding, type Send } from "./send.ts";
import { readSpentAllowance } from "./wait-hint.ts";

/** A successful answer as it came. */
export interface ProviderAnswer {
  /** Where the request went, for its last part tells the kind of answer. */
  url: string;
  text: string;
  headers: Headers;
}

/** What went over the wire for one call. */
export interface Exchange {
  /** The first request's body, byte for byte; null when nothing was sent. */
  requestBody: string | null;
  requests: number;
  /** The last successful answer; null when there was none. */
  answer: ProviderAnswer | null;
  /** Milliseconds until an allowance that this call used up is whole again; null when there is something left. */
  spentForMs: number | null;
}

/**
 * A fetch for one call. It records both bodies, and gives the library a stand-in for the answer: the library makes
 * requests, and never reads what a provider says. Whatever is no success is thrown as a ModelError, which the library
 * passes through.
 */
export function recordExchange(
  send: Send,
  peer: Peer,
  limit: CallLimit,
  standIn: (url: string) => string,
): { fetch: typeof globalThis.fetch; exchange: Exchange } {
  const exchange: Exchange = { requestBody: null, requests: 0, answer: null, spentForMs: null };
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
      const text = await read().catch((error: unknown) => {
        if (error instanceof AnswerTooLarge) throw tooLargeFailure("body", error.limit, peer);
        if (error instanceof UnknownEncoding) throw encodingFailure(error.encoding, peer);
        throw connectionFailure(error, peer);
      });
      if (status < 200 || status > 299) throw statusFailure(status, headers, text ?? "", peer);
      if (text === null) throw cutOffFailure(peer);
      exchange.answer = { url, text, headers };
      exchange.spentForMs = readSpentAllowance(headers, Date.now());
      return new Response(standIn(url), { status: 200, headers: { "content-type": "application/json" } });
    },
  };
}
