import type { KeyedProvider } from "../../../shared/domain/model.ts";
import type { CallTimeouts } from "./call-limit.ts";
import type { ProviderAnswer } from "./exchange.ts";
import { type Peer, vectorsFailure } from "./failure.ts";
import type { EmbeddingModel } from "./port.ts";
import type { EmbeddingAdapter } from "./provider-adapter.ts";
import { readAnswer } from "./read-answer.ts";
import { createSdkCaller } from "./sdk-caller.ts";
import type { Permit } from "../trust/trust.ts";
import type { Send } from "./send.ts";

export interface SdkEmbeddingOptions {
  provider: KeyedProvider;
  model: string;
  label: string;
  embedding: EmbeddingAdapter;
  baseUrl: string;
  key: string | null;
  /** All that must not stand in what is kept of an answer, the key included. */
  secrets: readonly string[];
  /** The environment variable that is looked at for a key. */
  variable: string;
  /** The right to send there. */
  permit: Permit;
  send: Send;
  timeouts: CallTimeouts;
}

/** No provider takes more than a few thousand; fewer keep one call short. */
const MOST_TEXTS = 64;

/** The SDK's embedding objects make the requests, as with chat models; the answers are read here. */
export function createSdkEmbedding(options: SdkEmbeddingOptions): EmbeddingModel {
  const { provider, model, baseUrl, key, secrets, label, embedding } = options;
  const peer: Peer = { label, model, host: new URL(baseUrl).host, key, secrets, variable: options.variable };
  const { permit, send, timeouts } = options;
  const caller = createSdkCaller({ peer, permit, send, timeouts, standIn: () => embedding.standIn });
  const sdkModel = embedding.open({ model, baseUrl, key, fetch: caller.fetch });

  const readVectors = (answer: ProviderAnswer, count: number) => {
    const read = readAnswer(answer, peer, (body) => embedding.read(body, count));
    if ("problem" in read) throw vectorsFailure(read.problem, answer.headers, peer);
    return read;
  };

  return {
    provider,
    model,
    identity: baseUrl,
    most: MOST_TEXTS,
    embed: (texts, signal) =>
      caller.call(
        signal,
        (abortSignal) => sdkModel.doEmbed({ values: [...texts], abortSignal }),
        (_, answer, exchange, latencyMs) => ({
          ...readVectors(answer, texts.length),
          latencyMs: Math.round(latencyMs),
          spentForMs: exchange.spentForMs,
        }),
      ),
  };
}
