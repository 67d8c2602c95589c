import type { KeyedProvider } from "../../../shared/domain/model.ts";
import { END_UNSAID, KEY_IN_REPLY } from "../../../shared/rules/reply-warnings.ts";
import type { CallTimeouts } from "./call-limit.ts";
import type { Exchange, ProviderAnswer } from "./exchange.ts";
import { answeredFailure, brokenFailure, type Peer, tooLargeFailure, unreadableFailure } from "./failure.ts";
import type { ChatModel, ChatReply, ChatRequest, ModelError } from "./port.ts";
import type { ProviderAdapter, ReplyReader, SdkCallOptions, SdkResult } from "./provider-adapter.ts";
import { readErrorValue } from "./provider-error.ts";
import { clip, redactKeys, redactOwnJson, redactReply } from "./redact.ts";
import { type Ending, finishReasons, worstEnding } from "./replies/finish-reasons.ts";
import { parseJson } from "./replies/json.ts";
import type { ReadReply } from "./replies/reading.ts";
import { createSdkCaller } from "./sdk-caller.ts";
import type { Permit } from "../trust/trust.ts";
import type { Send } from "./send.ts";
import { warningSentence } from "./sdk-warnings.ts";

export interface SdkModelOptions {
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
  send: Send;
  timeouts: CallTimeouts;
}

/**
 * The SDK's model objects are called directly: `generateText` would add its own retries, tool steps and
 * telemetry to thousands of calls that want one request each.
 */
export function createSdkModel(options: SdkModelOptions): ChatModel {
  const { provider, model, adapter, baseUrl, key, secrets } = options;
  const peer: Peer = {
    label: adapter.label,
    model,
    host: new URL(baseUrl).host,
    key,
    secrets,
    variable: options.variable,
  };
  const { permit, send, timeouts } = options;
  const caller = createSdkCaller({ peer, permit, send, timeouts, standIn: (url) => adapter.readerFor(url).standIn });
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
  exchange: Exchange,
  adapter: ProviderAdapter,
  latencyMs: number,
): ChatReply {
  const requestBody = exchange.requestBody ?? "";
  const warnings = [...asked.warnings.map(warningSentence), ...reply.warnings];
  if (request.system !== "" && !requestBody.includes(adapter.systemMark)) {
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
    spentForMs: exchange.spentForMs,
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
    warnings: [...reply.warnings.map((warning) => redactKeys(warning, secrets)), ...(isMarked ? [KEY_IN_REPLY] : [])],
  };
}

/** What the answer holds, if that is a reply. Throws a ModelError for an error, a broken generation and no reply. */
function readReply(answer: ProviderAnswer, reader: ReplyReader, provider: KeyedProvider, peer: Peer): Reply {
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
  if (ending === "failed") throw brokenFailure(reason, "broke the reply off", headers, peer);
  if (text === "" && (ending === "unknown" || ending === "filter-or-none")) {
    if (reason === null) throw unreadableFailure(answer.text, headers, peer);
    throw brokenFailure(reason, "ended without a reply", headers, peer);
  }
  const [tool] = read.toolCalls;
  if (text === "" && ending !== "limit" && ending !== "filter" && tool !== undefined) {
    throw brokenFailure(tool, "asked for a tool, of which there is none, in the place of a reply", headers, peer);
  }
  if (text === "" && ending === "tool") throw brokenFailure(reason, NO_CALL_IN_IT, headers, peer);
  return {
    ...read,
    text,
    reasoning: read.reasoning?.toWellFormed().slice(0, MAX_REPLY_CHARACTERS) ?? null,
    finishReason: finishReasons[ending],
    rawFinishReason: reason === null ? "" : clip(reason.toWellFormed(), MAX_REASON_CHARACTERS),
    warnings: warningsOf(read, ending, reason),
  };
}

type Reply = ReadReply & Pick<ChatReply, "finishReason" | "rawFinishReason" | "warnings">;

/** Four times what any model writes in one reply. */
const MAX_REPLY_CHARACTERS = 4_000_000;
const MAX_REASON_CHARACTERS = 80;
const NO_CALL_IN_IT = "ended by a call of a tool, with no call and no reply in its answer";

/** An error of another shape than the usual, or an answer from something that is no model. */
function noReplyFailure(body: object, answer: ProviderAnswer, peer: Peer): ModelError {
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
  if (reason === null) warnings.push(END_UNSAID);
  if (ending === "tool" && read.toolCalls.length === 0) {
    warnings.push("The provider says that it ended by a call of a tool, but sent none: the reply may be cut off.");
  }
  if (ending === "unknown" && reason !== null) {
    warnings.push(`The provider says that it ended by “${clip(reason, 60)}”, which is no reason known here.`);
  }
  if (read.text !== "" && read.toolCalls.length > 0) {
    warnings.push(`The model also asked for a tool, of which there is none: ${clip(read.toolCalls.join(", "), 120)}.`);
  }
  return warnings;
}
