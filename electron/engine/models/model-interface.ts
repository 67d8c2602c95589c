import type { ModelSettings, Provider } from "../../../shared/domain/model.ts";

export interface ChatMessage {
  role: "user" | "assistant";
  content: string;
}

/** One call: the system prompt and the turns so far, exactly as a deployed bot would send them. */
export interface ChatRequest {
  system: string;
  messages: readonly ChatMessage[];
  settings: ModelSettings;
  /** Index of the sample, from 0. Real providers ignore it; the scripted model seeds with it. */
  sample: number;
}

/** A whole reply. A reply that was cut off in transit is never one of these: it is a ModelError. */
export interface ChatReply {
  text: string;
  /** The model's thinking, apart from its answer; null where the provider sends none. */
  reasoning: string | null;
  /** `stop`, `length` (cut by the limit), `content-filter` (cut by a filter), `tool-calls` or `other`. */
  finishReason: string;
  /** The provider's own word for that; empty where it has none. */
  rawFinishReason: string;
  /** Null where the provider does not say. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** The provider's own usage object, as JSON text. */
  usage: string;
  /** The request body that was sent, as JSON text, byte for byte. */
  requestBody: string;
  /** What the library or provider altered or ignored, in words for a person. */
  warnings: string[];
  /** Name and version of the library that made the call, e.g. `@ai-sdk/openai 4.0.118`. */
  library: string;
  latencyMs: number;
  /** Milliseconds until an allowance that this call used up is whole again; null when the provider says nothing of it. */
  rateLimitResetMs: number | null;
}

export interface ChatModel {
  readonly provider: Provider;
  readonly model: string;
  /** Whatever else decides a reply beside the request: the address, or a rules file's hash. Part of the cache key. */
  readonly identity: string;
  /** Whether it may answer the same request in another way; left out where its settings say so. */
  readonly random?: boolean;
  /** Rejects with a ModelError; with the signal's reason when aborted. */
  reply(request: ChatRequest, signal: AbortSignal): Promise<ChatReply>;
}

/** Vectors of texts, in their order. */
interface EmbeddingReply {
  vectors: Float32Array[];
  /** Null where the provider does not say. */
  inputTokens: number | null;
  latencyMs: number;
  /** As in ChatReply. */
  rateLimitResetMs: number | null;
}

/** A model that turns texts into vectors, so that their meanings can be compared. */
export interface EmbeddingModel {
  readonly provider: Provider;
  readonly model: string;
  /** As in ChatModel. */
  readonly identity: string;
  /** At most this many texts in one call. */
  readonly maxTexts: number;
  /** Rejects with a ModelError; with the signal's reason when aborted. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<EmbeddingReply>;
}

export type ModelErrorKind =
  | "auth"
  /** The account has no credit left. */
  | "credit"
  | "not-found"
  | "bad-request"
  | "rate-limit"
  /** The model is still being loaded. */
  | "loading"
  | "server"
  | "network"
  | "timeout"
  | "truncated"
  | "malformed"
  /** The answer went past a limit of ours. */
  | "too-large";

/** A call that did not give a reply. The message is for a person and never holds a key. */
export class ModelError extends Error {
  readonly kind: ModelErrorKind;
  readonly retryable: boolean;
  /** How long the provider asks to be left alone, in milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null;
  readonly status: number | null;
  /** Whether nobody listens at the address: a server that is down, or one that is being started. */
  readonly refused: boolean;

  constructor(
    kind: ModelErrorKind,
    message: string,
    more: { retryable: boolean; retryAfterMs?: number | null; status?: number | null; refused?: boolean },
  ) {
    super(message);
    this.name = "ModelError";
    this.kind = kind;
    this.retryable = more.retryable;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.status = more.status ?? null;
    this.refused = more.refused ?? false;
  }
}
