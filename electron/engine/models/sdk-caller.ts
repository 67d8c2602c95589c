import { AsyncLocalStorage } from "node:async_hooks";
import { type CallTimeouts, limitCall } from "./call-limit.ts";
import { type Exchange, recordExchange } from "./exchange.ts";
import { libraryFailure, type Peer, timeoutFailure, unreadableFailure } from "./failure.ts";
import { ModelError } from "./port.ts";
import type { Send } from "./send.ts";

interface SdkCallerOptions {
  peer: Peer;
  send: Send;
  timeouts: CallTimeouts;
}

/**
 * Calls one of the SDK's model objects, chat or embedding, with limits and failures in our words. One object serves all
 * calls, since making one builds its schemas anew: it gets `fetch`, and each call brings its own recorder to it.
 */
export function createSdkCaller({ peer, send, timeouts }: SdkCallerOptions) {
  const recorder = new AsyncLocalStorage<typeof globalThis.fetch>();
  const fetch: typeof globalThis.fetch = (input, init) => {
    const own = recorder.getStore();
    if (!own) throw new Error("the library sent a request outside of a call");
    return own(input, init);
  };
  return {
    fetch,
    /** `ask` makes the call, `read` its answer; both may throw. Rejects with a ModelError, or the signal's reason. */
    async call<R, T>(
      signal: AbortSignal,
      ask: (signal: AbortSignal) => PromiseLike<R>,
      read: (result: R, exchange: Exchange, latencyMs: number) => T,
    ): Promise<T> {
      signal.throwIfAborted();
      const limit = limitCall(signal, timeouts);
      const { fetch: record, exchange } = recordExchange(send, peer, limit);
      const started = performance.now();
      try {
        const result = await recorder.run(record, () => ask(limit.signal));
        return read(result, exchange, performance.now() - started);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const expired = limit.expired();
        if (expired !== null) throw timeoutFailure(expired, timeouts[expired], peer);
        if (error instanceof ModelError) throw error;
        // With a response at hand, all that is left is that the SDK could not read it.
        if (exchange.responseText !== null) throw unreadableFailure(exchange.responseText, peer);
        throw libraryFailure(error, peer);
      } finally {
        limit.release();
      }
    },
  };
}
