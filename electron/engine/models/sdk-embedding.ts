import { AsyncLocalStorage } from "node:async_hooks";
import type { KeyedProvider } from "../../../shared/domain/model.ts";
import { type CallTimeouts, limitCall } from "./call-limit.ts";
import { recordExchange } from "./exchange.ts";
import { libraryFailure, type Peer, timeoutFailure, unreadableFailure } from "./failure.ts";
import { type EmbeddingModel, ModelError } from "./port.ts";
import type { AdapterOptions, SdkEmbeddingModel } from "./provider-adapter.ts";
import type { Send } from "./send.ts";

export interface SdkEmbeddingOptions {
  provider: KeyedProvider;
  model: string;
  label: string;
  open(options: AdapterOptions): SdkEmbeddingModel;
  baseUrl: string;
  key: string | null;
  /** The environment variable that is looked at for a key. */
  variable: string;
  send: Send;
  timeouts: CallTimeouts;
}

/** No provider takes more than a few thousand; fewer keep one call short. */
const MOST_TEXTS = 64;

/** The SDK's embedding objects called directly, as chat models are: no retries of its own, failures in our words. */
export function createSdkEmbedding(options: SdkEmbeddingOptions): EmbeddingModel {
  const { provider, model, baseUrl, key, label } = options;
  const peer: Peer = { label, model, host: new URL(baseUrl).host, key, variable: options.variable };
  const recorder = new AsyncLocalStorage<typeof fetch>();
  const sdkModel = options.open({
    model,
    baseUrl,
    key,
    fetch: (input, init) => {
      const fetch = recorder.getStore();
      if (!fetch) throw new Error("the library sent a request outside of a call");
      return fetch(input, init);
    },
  });
  return {
    provider,
    model,
    identity: baseUrl,
    most: MOST_TEXTS,
    async embed(texts, signal) {
      signal.throwIfAborted();
      const limit = limitCall(signal, options.timeouts);
      const { fetch, exchange } = recordExchange(options.send, peer, limit);
      const started = performance.now();
      try {
        const call = { values: [...texts], abortSignal: limit.signal };
        const { embeddings, usage } = await recorder.run(fetch, () => sdkModel.doEmbed(call));
        if (!isWhole(embeddings, texts.length)) throw unreadableFailure(exchange.responseText, peer);
        return {
          vectors: embeddings.map((values) => Float32Array.from(values)),
          inputTokens: usage?.tokens ?? null,
          latencyMs: Math.round(performance.now() - started),
          spentForMs: exchange.spentForMs,
        };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const expired = limit.expired();
        if (expired !== null) throw timeoutFailure(expired, options.timeouts[expired], peer);
        if (error instanceof ModelError) throw error;
        if (exchange.responseText !== null) throw unreadableFailure(exchange.responseText, peer);
        throw libraryFailure(error, peer);
      } finally {
        limit.release();
      }
    },
  };
}

/** One vector a text, all of one length and of numbers. */
function isWhole(vectors: readonly (readonly number[])[], count: number): boolean {
  const [first] = vectors;
  if (vectors.length !== count || first === undefined || first.length === 0) return false;
  return vectors.every((vector) => vector.length === first.length && vector.every(Number.isFinite));
}
