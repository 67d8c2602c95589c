import { AsyncLocalStorage } from "node:async_hooks";
import { type CallTimeouts, limitCall } from "./call-limit.ts";
import { type Exchange, type ProviderAnswer, recordExchange } from "./exchange.ts";
import { libraryFailure, type Peer, timeoutFailure } from "./failure.ts";
import { ModelError } from "./port.ts";
import type { Permit } from "../trust/trust.ts";
import type { Send } from "./send.ts";

interface SdkCallerOptions {
  peer: Peer;
  /** Nothing is sent but what it allows. */
  permit: Permit;
  send: Send;
  timeouts: CallTimeouts;
  /** A sound answer that says nothing, of the kind that comes from this address. */
  standIn(url: string): string;
}

/**
 * Calls one of the SDK's model objects, chat or embedding, with limits and failures in our words. One object serves all
 * calls, since making one builds its schemas anew: it gets `fetch`, and each call brings its own recorder to it.
 */
export function createSdkCaller({ peer, permit, send, timeouts, standIn }: SdkCallerOptions) {
  const sendPermitted: Send = (url, init, limit) => {
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
      read: (asked: R, answer: ProviderAnswer, exchange: Exchange, latencyMs: number) => T,
    ): Promise<T> {
      signal.throwIfAborted();
      const limit = limitCall(signal, timeouts);
      const { fetch: record, exchange } = recordExchange(sendPermitted, peer, limit, standIn);
      const started = performance.now();
      try {
        const asked = await recorder.run(record, () => ask(limit.signal));
        if (exchange.answer === null) throw new Error("the library gave an answer without a request");
        return read(asked, exchange.answer, exchange, performance.now() - started);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const expired = limit.expired();
        if (expired !== null) throw timeoutFailure(expired, timeouts[expired], peer);
        if (error instanceof ModelError) throw error;
        throw libraryFailure(error, peer);
      } finally {
        limit.release();
      }
    },
  };
}
