import { type CallLimit, type CallTimeouts, limitCall } from "./call-timeouts.ts";
import {
  cutOffFailure,
  encodingFailure,
  type CallTarget,
  statusFailure,
  tooLargeFailure,
  connectionFailure,
  libraryFailure,
  timeoutFailure,
  answeredFailure,
  unreadableFailure,
} from "./call-failures.ts";
import { AnswerTooLarge, UnknownEncoding, type SendRequest } from "./http-client.ts";
import { readRateLimitReset } from "./wait-hint.ts";
import { AsyncLocalStorage } from "node:async_hooks";
import { ModelError } from "./model-interface.ts";
import type { Permit } from "../trust/trust.ts";
import { errorObjectOf } from "./replies/readers.ts";
import { objectOf, parseJson } from "./replies/unknown-json.ts";

/** A successful answer as it came. */
export interface ProviderAnswer {
  /** Where the request went, for its last part tells the kind of answer. */
  url: string;
  text: string;
  headers: Headers;
}

/** What went over the wire for one call. */
export interface HttpRecording {
  /** The first request's body, byte for byte; null when nothing was sent. */
  requestBody: string | null;
  requests: number;
  /** The last successful answer; null when there was none. */
  answer: ProviderAnswer | null;
  /** Milliseconds until an allowance that this call used up is whole again; null when there is something left. */
  rateLimitResetMs: number | null;
}

/**
 * A fetch for one call. It records both bodies, and gives the library a stand-in for the answer: the library makes
 * requests, and never reads what a provider says. Whatever is no success is thrown as a ModelError, which the library
 * passes through.
 */
function recordHttp(
  send: SendRequest,
  peer: CallTarget,
  limit: CallLimit,
  placeholderFor: (url: string) => string,
): { fetch: typeof globalThis.fetch; recording: HttpRecording } {
  const recording: HttpRecording = { requestBody: null, requests: 0, answer: null, rateLimitResetMs: null };
  return {
    recording,
    async fetch(input, init) {
      recording.requests += 1;
      recording.requestBody ??= typeof init?.body === "string" ? init.body : null;
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
      recording.answer = { url, text, headers };
      recording.rateLimitResetMs = readRateLimitReset(headers, Date.now());
      return new Response(placeholderFor(url), { status: 200, headers: { "content-type": "application/json" } });
    },
  };
}

interface SdkCallerOptions {
  peer: CallTarget;
  /** Nothing is sent but what it allows. */
  permit: Permit;
  send: SendRequest;
  timeouts: CallTimeouts;
  /** A sound answer that says nothing, of the kind that comes from this address. */
  placeholderFor(url: string): string;
}

/**
 * Calls one of the SDK's model objects, chat or embedding, with limits and failures in our words. One object serves all
 * calls, since making one builds its schemas anew: it gets `fetch`, and each call brings its own recorder to it.
 */
export function createSdkCaller({ peer, permit, send, timeouts, placeholderFor }: SdkCallerOptions) {
  const sendPermitted: SendRequest = (url, init, limit) => {
    permit.check(url);
    return send(url, init, limit);
  };
  const recorder = new AsyncLocalStorage<typeof globalThis.fetch>();
  const fetch: typeof globalThis.fetch = (input, init) => {
    const own = recorder.getStore();
    if (!own) throw new Error("the library sent a request outside of a call");
    return own(input, init);
  };
  return {
    fetch,
    /**
     * `ask` has the library make the call, `read` reads the provider's answer; both may throw. `asked` is what the
     * library made of a stand-in: only its warnings are worth anything. Rejects with a ModelError, or the signal's reason.
     */
    async call<R, T>(
      signal: AbortSignal,
      ask: (signal: AbortSignal) => PromiseLike<R>,
      read: (asked: R, answer: ProviderAnswer, exchange: HttpRecording, latencyMs: number) => T,
    ): Promise<T> {
      signal.throwIfAborted();
      const limit = limitCall(signal, timeouts);
      const { fetch: record, recording } = recordHttp(sendPermitted, peer, limit, placeholderFor);
      const started = performance.now();
      try {
        const asked = await recorder.run(record, () => ask(limit.signal));
        if (recording.answer === null) throw new Error("the library gave an answer without a request");
        return read(asked, recording.answer, recording, performance.now() - started);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const expired = limit.expiredPhase();
        if (expired !== null) throw timeoutFailure(expired, timeouts[expired], peer);
        if (error instanceof ModelError) throw error;
        throw libraryFailure(error, peer);
      } finally {
        limit.release();
      }
    },
  };
}

/**
 * Reads a successful answer's JSON by `read`. Throws a ModelError where it is no JSON, or where an error stands in it:
 * some servers say 200 to everything.
 */
export function readProviderAnswer<T>(answer: ProviderAnswer, peer: CallTarget, read: (body: unknown) => T): T {
  const body = parseJson(answer.text);
  if (typeof body !== "object" || body === null) throw unreadableFailure(answer.text, answer.headers, peer);
  const said = objectOf(Array.isArray(body) ? body[0] : body);
  if (errorObjectOf(said?.["error"])) throw answeredFailure(body, answer.headers, peer);
  return read(body);
}
