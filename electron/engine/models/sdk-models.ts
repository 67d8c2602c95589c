import { assertNever } from "../../../shared/errors.ts";
import type { SdkResult, ProviderAdapter, ReplyReader, SdkCallOptions, EmbeddingAdapter } from "./provider-adapter.ts";
import type { KeyedProvider } from "../../../shared/domain/model.ts";
import { END_UNSAID_WARNING, KEY_IN_REPLY_WARNING } from "../../../shared/format/comparison-notes.ts";
import type { CallTimeouts } from "./call-timeouts.ts";
import { type HttpRecording, type ProviderAnswer, createSdkCaller, readProviderAnswer } from "./sdk-call.ts";
import {
  answeredFailure,
  brokenReplyFailure,
  type CallTarget,
  tooLargeFailure,
  unreadableFailure,
  vectorsFailure,
} from "./call-failures.ts";
import type { ChatModel, ChatReply, ChatRequest, ModelError, EmbeddingModel } from "./model-interface.ts";
import { readErrorValue } from "./provider-errors.ts";
import { clipLine, redactKeys, redactOwnJson, redactReply } from "./redact.ts";
import { type Ending, finishReasons, worstEnding } from "./replies/finish-reasons.ts";
import { parseJson } from "./replies/unknown-json.ts";
import type { ReadReply } from "./replies/reply-reading.ts";
import type { Permit } from "../trust/trust.ts";
import type { SendRequest } from "./http-client.ts";

type SdkWarning = SdkResult["warnings"][number];

/** A warning of the SDK as a sentence for a person. */
function warningSentence(warning: SdkWarning): string {
  switch (warning.type) {
    case "unsupported":
      return toSentence(`This model does not take ${warning.feature} as it was set`, warning.details);
    case "compatibility":
      return toSentence(`${warning.feature} was adapted for this model`, warning.details);
    case "deprecated":
      return toSentence(`${warning.setting} is deprecated`, warning.message);
    case "other":
      return toSentence(warning.message);
    default:
      return assertNever(warning);
  }
}

function toSentence(start: string, details?: string): string {
  const text = details === undefined || details === "" ? start : `${start}: ${details}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

interface SdkModelOptions {
  provider: KeyedProvider;
  model: string;
  adapter: ProviderAdapter;
  baseUrl: string;
  key: string | null;
  /** All that must not stand in what is kept of an answer, the key included. */
  secrets: readonly string[];
  /** The environment variable that is looked at for a key. */
  variable: string;
  /** The right to send there. */
  permit: Permit;
  send: SendRequest;
  timeouts: CallTimeouts;
}

/**
 * The SDK's model objects are called directly: `generateText` would add its own retries, tool steps and
 * telemetry to thousands of calls that want one request each.
 */
export function createSdkModel(options: SdkModelOptions): ChatModel {
  const { provider, model, adapter, baseUrl, key, secrets } = options;
  const peer: CallTarget = {
    label: adapter.label,
    model,
    host: new URL(baseUrl).host,
    key,
    secrets,
    variable: options.variable,
  };
  const { permit, send, timeouts } = options;
  const caller = createSdkCaller({
    peer,
    permit,
    send,
    timeouts,
    placeholderFor: (url) => adapter.readerFor(url).placeholder,
  });
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
        (asked, answer, exchange, latencyMs) => {
          const reply = readReply(answer, adapter.readerFor(answer.url), provider, peer);
          return withoutSecrets(replyOf(request, reply, asked, exchange, adapter, latencyMs), secrets);
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

function replyOf(
  request: ChatRequest,
  reply: Reply,
  asked: SdkResult,
  exchange: HttpRecording,
  adapter: ProviderAdapter,
  latencyMs: number,
): ChatReply {
  const requestBody = exchange.requestBody ?? "";
  const warnings = [...asked.warnings.map(warningSentence), ...reply.warnings];
  if (request.system !== "" && !requestBody.includes(adapter.systemPromptMark)) {
    warnings.push("This model takes no system prompt of its own: the library sent it inside the first user turn.");
  }
  if (exchange.requests > 1) {
    warnings.push(`The library sent ${exchange.requests} requests for this reply; the first one is kept.`);
  }
  return {
    text: reply.text,
    reasoning: reply.reasoning,
    finishReason: reply.finishReason,
    rawFinishReason: reply.rawFinishReason,
    inputTokens: reply.usage.input,
    outputTokens: reply.usage.output,
    usage: reply.usage.raw,
    requestBody,
    warnings,
    library: adapter.library,
    latencyMs: Math.round(latencyMs),
    rateLimitResetMs: exchange.rateLimitResetMs,
  };
}

/** What a provider echoes of what it was sent, taken out before anything is kept; a reply that held a key says so. */
function withoutSecrets(reply: ChatReply, secrets: readonly string[]): ChatReply {
  const text = redactReply(reply.text, secrets);
  const reasoning = reply.reasoning === null ? null : redactReply(reply.reasoning, secrets);
  const isMarked = text !== reply.text || reasoning !== reply.reasoning;
  return {
    ...reply,
    text,
    reasoning,
    rawFinishReason: redactKeys(reply.rawFinishReason, secrets),
    usage: redactReply(reply.usage, secrets),
    requestBody: redactOwnJson(reply.requestBody, secrets),
    warnings: [
      ...reply.warnings.map((warning) => redactKeys(warning, secrets)),
      ...(isMarked ? [KEY_IN_REPLY_WARNING] : []),
    ],
  };
}

/** What the answer holds, if that is a reply. Throws a ModelError for an error, a broken generation and no reply. */
function readReply(answer: ProviderAnswer, reader: ReplyReader, provider: KeyedProvider, peer: CallTarget): Reply {
  const { headers } = answer;
  const body = parseJson(answer.text);
  if (typeof body !== "object" || body === null) throw unreadableFailure(answer.text, headers, peer);
  const read = reader.read(body);
  if (read.error) throw answeredFailure(read.error, headers, peer);
  if (!read.hasReply) throw noReplyFailure(body, answer, peer);
  const text = (read.text === "" ? (read.refusal ?? "") : read.text).toWellFormed();
  if (text.length > MAX_REPLY_CHARACTERS) throw tooLargeFailure("text", MAX_REPLY_CHARACTERS, peer);
  const end = worstEnding(provider, read.endings);
  const ending = end?.ending ?? "unknown";
  const reason = end?.reason ?? null;
  if (ending === "failed") throw brokenReplyFailure(reason, "broke the reply off", headers, peer);
  if (text === "" && (ending === "unknown" || ending === "filter-or-none")) {
    if (reason === null) throw unreadableFailure(answer.text, headers, peer);
    throw brokenReplyFailure(reason, "ended without a reply", headers, peer);
  }
  const [tool] = read.toolCalls;
  if (text === "" && ending !== "limit" && ending !== "filter" && tool !== undefined) {
    throw brokenReplyFailure(tool, "asked for a tool, of which there is none, in the place of a reply", headers, peer);
  }
  if (text === "" && ending === "tool") throw brokenReplyFailure(reason, NO_CALL_IN_IT, headers, peer);
  return {
    ...read,
    text,
    reasoning: read.reasoning?.toWellFormed().slice(0, MAX_REPLY_CHARACTERS) ?? null,
    finishReason: finishReasons[ending],
    rawFinishReason: reason === null ? "" : clipLine(reason.toWellFormed(), MAX_REASON_CHARACTERS),
    warnings: warningsOf(read, ending, reason),
  };
}

type Reply = ReadReply & Pick<ChatReply, "finishReason" | "rawFinishReason" | "warnings">;

/** Four times what any model writes in one reply. */
const MAX_REPLY_CHARACTERS = 4_000_000;
const MAX_REASON_CHARACTERS = 80;
const NO_CALL_IN_IT = "ended by a call of a tool, with no call and no reply in its answer";

/** An error of another shape than the usual, or an answer from something that is no model. */
function noReplyFailure(body: object, answer: ProviderAnswer, peer: CallTarget): ModelError {
  const { message, codes } = readErrorValue(body);
  return message !== null || codes.some((code) => /^[45]\d\d$/.test(code))
    ? answeredFailure(body, answer.headers, peer)
    : unreadableFailure(answer.text, answer.headers, peer);
}

function warningsOf(read: ReadReply, ending: Ending, reason: string | null): string[] {
  const warnings: string[] = [];
  if (read.text === "" && read.refusal !== null) warnings.push("The provider marked this reply as a refusal.");
  if (read.replies > 1) warnings.push(`The provider sent ${read.replies} replies; the first one is kept.`);
  // Without a word for the end nobody can tell a whole reply from a broken one: the reader of the record has to know.
  if (reason === null) warnings.push(END_UNSAID_WARNING);
  if (ending === "tool" && read.toolCalls.length === 0) {
    warnings.push("The provider says that it ended by a call of a tool, but sent none: the reply may be cut off.");
  }
  if (ending === "unknown" && reason !== null) {
    warnings.push(`The provider says that it ended by “${clipLine(reason, 60)}”, which is no reason known here.`);
  }
  if (read.text !== "" && read.toolCalls.length > 0) {
    warnings.push(
      `The model also asked for a tool, of which there is none: ${clipLine(read.toolCalls.join(", "), 120)}.`,
    );
  }
  return warnings;
}

interface SdkEmbeddingOptions {
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
  send: SendRequest;
  timeouts: CallTimeouts;
}

/** No provider takes more than a few thousand; fewer keep one call short. */
const MAX_TEXTS_PER_CALL = 64;

/** The SDK's embedding objects make the requests, as with chat models; the answers are read here. */
export function createSdkEmbedding(options: SdkEmbeddingOptions): EmbeddingModel {
  const { provider, model, baseUrl, key, secrets, label, embedding } = options;
  const peer: CallTarget = { label, model, host: new URL(baseUrl).host, key, secrets, variable: options.variable };
  const { permit, send, timeouts } = options;
  const caller = createSdkCaller({ peer, permit, send, timeouts, placeholderFor: () => embedding.placeholder });
  const sdkModel = embedding.open({ model, baseUrl, key, fetch: caller.fetch });

  const readVectors = (answer: ProviderAnswer, count: number) => {
    const read = readProviderAnswer(answer, peer, (body) => embedding.read(body, count));
    if ("problem" in read) throw vectorsFailure(read.problem, answer.headers, peer);
    return read;
  };

  return {
    provider,
    model,
    identity: baseUrl,
    maxTexts: MAX_TEXTS_PER_CALL,
    embed: (texts, signal) =>
      caller.call(
        signal,
        (abortSignal) => sdkModel.doEmbed({ values: [...texts], abortSignal }),
        (_, answer, exchange, latencyMs) => ({
          ...readVectors(answer, texts.length),
          latencyMs: Math.round(latencyMs),
          rateLimitResetMs: exchange.rateLimitResetMs,
        }),
      ),
  };
}
