import type { KeyedProvider } from "../../../shared/domain/model.ts";
import type { CallTimeouts } from "./call-limit.ts";
import type { Exchange } from "./exchange.ts";
import { type Peer, unreadableFailure } from "./failure.ts";
import type { ChatModel, ChatReply, ChatRequest } from "./port.ts";
import type { ProviderAdapter, SdkCallOptions, SdkResult } from "./provider-adapter.ts";
import { createSdkCaller } from "./sdk-caller.ts";
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
  const caller = createSdkCaller({ peer, send: options.send, timeouts: options.timeouts });
  const sdkModel = adapter.open({ model, baseUrl, key, fetch: caller.fetch });
  const providerOptions = adapter.providerOptions?.(model, baseUrl);
  return {
    provider,
    model,
    identity: baseUrl,
    reply: (request, signal) =>
      caller.call(
        signal,
        (abortSignal) => sdkModel.doGenerate({ ...callOptions(request), providerOptions, abortSignal }),
        (result, exchange, latencyMs) => {
          if (isNoReply(result)) throw unreadableFailure(exchange.responseText, peer);
          return replyOf(request, result, exchange, adapter, latencyMs);
        },
      ),
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
