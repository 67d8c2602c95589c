import { AsyncLocalStorage } from "node:async_hooks";
import type { KeyedProvider } from "../../../shared/domain/model.ts";
import { type CallTimeouts, limitCall } from "./call-limit.ts";
import { type Exchange, recordExchange } from "./exchange.ts";
import { libraryFailure, type Peer, timeoutFailure, unreadableFailure } from "./failure.ts";
import { type ChatModel, type ChatReply, type ChatRequest, ModelError } from "./port.ts";
import type { ProviderAdapter, SdkCallOptions, SdkResult } from "./provider-adapter.ts";
import type { Send } from "./send.ts";
import { warningSentence } from "./sdk-warnings.ts";

export interface SdkModelOptions {
  provider: KeyedProvider;
  model: string;
  adapter: ProviderAdapter;
  baseUrl: string;
  key: string | null;
  /** The environment variable that is looked at for a key. */
  variable: string;
  send: Send;
  timeouts: CallTimeouts;
}

/**
 * The SDK's model objects are called directly: `generateText` would add its own retries, tool steps and
 * telemetry to thousands of calls that want one request each.
 */
export function createSdkModel(options: SdkModelOptions): ChatModel {
  const { provider, model, adapter, baseUrl, key } = options;
  const peer: Peer = { label: adapter.label, model, host: new URL(baseUrl).host, key, variable: options.variable };
  // One model object for all calls, since making one builds its schemas anew; each call brings its own recorder.
  const recorder = new AsyncLocalStorage<typeof fetch>();
  const sdkModel = adapter.open({
    model,
    baseUrl,
    key,
    fetch: (input, init) => {
      const fetch = recorder.getStore();
      if (!fetch) throw new Error("the library sent a request outside of a call");
      return fetch(input, init);
    },
  });
  const providerOptions = adapter.providerOptions?.(model, baseUrl);
  return {
    provider,
    model,
    identity: baseUrl,
    async reply(request, signal) {
      signal.throwIfAborted();
      const limit = limitCall(signal, options.timeouts);
      const { fetch, exchange } = recordExchange(options.send, peer, limit);
      const started = performance.now();
      try {
        const call = { ...callOptions(request), providerOptions, abortSignal: limit.signal };
        const result = await recorder.run(fetch, () => sdkModel.doGenerate(call));
        if (isNoReply(result)) throw unreadableFailure(exchange.responseText, peer);
        return replyOf(request, result, exchange, adapter, performance.now() - started);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const expired = limit.expired();
        if (expired !== null) throw timeoutFailure(expired, options.timeouts[expired], peer);
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

function callOptions(request: ChatRequest): SdkCallOptions {
  const turns: SdkCallOptions["prompt"] = request.messages.map(({ role, content }) => ({
    role,
    content: [{ type: "text", text: content }],
  }));
  return {
    // An empty system message is refused by some providers; a bot without a prompt sends none.
    prompt: request.system === "" ? turns : [{ role: "system", content: request.system }, ...turns],
    temperature: request.settings.temperature,
    topP: request.settings.topP,
    maxOutputTokens: request.settings.maxOutputTokens,
    seed: request.settings.seed,
  };
}

/** An empty reply that the provider finished is a reply; one without any finish reason is not. */
function isNoReply(result: SdkResult): boolean {
  return result.finishReason.unified === "other" && result.finishReason.raw === undefined && textOf(result) === "";
}

function textOf(result: SdkResult): string {
  return result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function replyOf(
  request: ChatRequest,
  result: SdkResult,
  exchange: Exchange,
  adapter: ProviderAdapter,
  latencyMs: number,
): ChatReply {
  const requestBody = exchange.requestBody ?? "";
  const warnings = result.warnings.map(warningSentence);
  if (request.system !== "" && !requestBody.includes(adapter.systemMark)) {
    warnings.push("This model takes no system prompt of its own: the library sent it inside the first user turn.");
  }
  if (exchange.requests > 1) {
    warnings.push(`The library sent ${exchange.requests} requests for this reply; the first one is kept.`);
  }
  return {
    text: textOf(result),
    finishReason: result.finishReason.unified,
    inputTokens: result.usage.inputTokens.total ?? null,
    outputTokens: result.usage.outputTokens.total ?? null,
    usage: JSON.stringify(usageIn(result.response?.body, adapter.usageField) ?? result.usage.raw ?? null),
    requestBody,
    warnings,
    library: adapter.library,
    latencyMs: Math.round(latencyMs),
    spentForMs: exchange.spentForMs,
  };
}

/** Read from the body: the SDK's own copy keeps only the fields that it knows. */
function usageIn(body: unknown, field: string): unknown {
  if (typeof body !== "object" || body === null) return undefined;
  return Object.entries(body).find(([name]) => name === field)?.[1];
}
