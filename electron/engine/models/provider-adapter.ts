import type { OpenAIProvider } from "@ai-sdk/openai";
import type { ReadReply } from "./replies/reply-reading.ts";
import type { ReadVectors } from "./replies/embedding-vectors.ts";

/** The SDK's model object. Every provider package builds the same type; only this one names it in a method. */
type SdkModel = ReturnType<OpenAIProvider["chat"]>;
export type SdkCallOptions = Parameters<SdkModel["doGenerate"]>[0];
export type SdkResult = Awaited<ReturnType<SdkModel["doGenerate"]>>;

/** How one kind of answer is read. */
export interface ReplyReader {
  /** From an answer's JSON value. */
  read(body: unknown): ReadReply;
  /** A sound answer that says nothing, as JSON text: the library gets it in the place of the real one. */
  placeholder: string;
}

type SdkEmbeddingModel = ReturnType<OpenAIProvider["embeddingModel"]>;

interface AdapterOptions {
  model: string;
  /** Without a slash at the end. */
  baseUrl: string;
  key: string | null;
  fetch: typeof globalThis.fetch;
}

/** How one provider is called; what the window knows of it as well stands in shared/domain/provider.ts. */
export interface ProviderAdapter {
  /** The provider's name in sentences. */
  readonly label: string;
  readonly library: string;
  /** What a request body holds when the system prompt goes out as one, and not as part of a turn. */
  readonly systemPromptMark: string;
  /** Of the answers that come from an address. */
  readerFor(url: string): ReplyReader;
  /** Options of the SDK's own that every call carries. */
  providerOptions?(model: string, baseUrl: string): SdkCallOptions["providerOptions"];
  open(options: AdapterOptions): SdkModel;
  /** Null where the provider has no models that make vectors. */
  readonly embedding: EmbeddingAdapter | null;
}

export interface EmbeddingAdapter {
  open(options: AdapterOptions): SdkEmbeddingModel;
  /** Vectors in the order of `count` texts, or why there are none. */
  read(body: unknown, count: number): ReadVectors;
  /** As in ReplyReader. */
  placeholder: string;
}
