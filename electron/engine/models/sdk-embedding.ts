import type { KeyedProvider } from "../../../shared/domain/model.ts";
import type { CallTimeouts } from "./call-limit.ts";
import { type Peer, unreadableFailure } from "./failure.ts";
import type { EmbeddingModel } from "./port.ts";
import type { AdapterOptions, SdkEmbeddingModel } from "./provider-adapter.ts";
import { createSdkCaller } from "./sdk-caller.ts";
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
  const caller = createSdkCaller({ peer, send: options.send, timeouts: options.timeouts });
  const sdkModel = options.open({ model, baseUrl, key, fetch: caller.fetch });
  return {
    provider,
    model,
    identity: baseUrl,
    most: MOST_TEXTS,
    embed: (texts, signal) =>
      caller.call(
        signal,
        (abortSignal) => sdkModel.doEmbed({ values: [...texts], abortSignal }),
        ({ embeddings, usage }, exchange, latencyMs) => {
          if (!isWhole(embeddings, texts.length)) throw unreadableFailure(exchange.responseText, peer);
          return {
            vectors: embeddings.map((values) => Float32Array.from(values)),
            inputTokens: usage?.tokens ?? null,
            latencyMs: Math.round(latencyMs),
            spentForMs: exchange.spentForMs,
          };
        },
      ),
  };
}

/** One vector a text, all of one length and of numbers. */
function isWhole(vectors: readonly (readonly number[])[], count: number): boolean {
  const [first] = vectors;
  if (vectors.length !== count || first === undefined || first.length === 0) return false;
  return vectors.every((vector) => vector.length === first.length && vector.every(Number.isFinite));
}
