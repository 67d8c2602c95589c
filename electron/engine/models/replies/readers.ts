import { byIndex, codeOf, objectOf, objectsOf, textOf, type JsonObject } from "./unknown-json.ts";
import { endingWords } from "./finish-reasons.ts";
import {
  joinReasoning,
  noParts,
  readParts,
  type ReadReply,
  openaiUsage,
  anthropicUsage,
  googleUsage,
} from "./reply-reading.ts";
import type { ReplyReader } from "../provider-adapter.ts";

/**
 * A Chat Completions answer: OpenAI's own and that of all who imitate it, with what they add. Thinking comes in
 * `reasoning_content` (DeepSeek, vLLM, xAI), `reasoning` or `reasoning_details` (OpenRouter, Groq), or as parts of the
 * content (Mistral); the answer as a text or as parts.
 */
function readChatCompletion(body: unknown): ReadReply {
  const answer = objectOf(body);
  const choices = byIndex(objectsOf(answer?.["choices"]));
  const [choice] = choices;
  const message = objectOf(choice?.["message"]);
  const parts = noParts();
  readParts(message?.["content"], parts);
  // Servers of the older completions put the text beside the message.
  if (!message) readParts(choice?.["text"], parts);
  const refusal = textOf(message?.["refusal"]) ?? textOf(parts.refusal.join(""));
  return {
    hasReply: message !== null || typeof choice?.["text"] === "string",
    text: parts.text.join(""),
    reasoning: joinReasoning([...fieldReasoning(message), ...parts.reasoning]),
    refusal,
    endings: [choice?.["finish_reason"], choice?.["native_finish_reason"]].flatMap(endingWords),
    toolCalls: toolCallsOf(message),
    usage: openaiUsage(answer?.["usage"]),
    error: errorObjectOf(choice?.["error"]) ?? errorObjectOf(answer?.["error"]) ?? statusOf(answer),
    replies: choices.length,
  };
}

/** The first of the fields that has any: OpenRouter sends the same thinking in two of them. */
function fieldReasoning(message: JsonObject | null): string[] {
  for (const name of ["reasoning_content", "reasoning", "reasoning_details", "thinking"]) {
    const parts = noParts();
    readParts(message?.[name], parts, "reasoning");
    if (parts.reasoning.some((piece) => piece.trim() !== "")) return [parts.reasoning.join("")];
  }
  return [];
}

function toolCallsOf(message: JsonObject | null): string[] {
  const calls = objectsOf(message?.["tool_calls"]).map((call) => objectOf(call["function"]) ?? call);
  const legacy = objectOf(message?.["function_call"]);
  return [...calls, ...(legacy ? [legacy] : [])].map((call) => textOf(call["name"]) ?? "a tool without a name");
}

/** An error in the place that other answers leave empty; null where the place says that there is none. */
export function errorObjectOf(value: unknown): JsonObject | null {
  const text = textOf(value);
  if (text !== null) return { message: text };
  const error = objectOf(value);
  if (!error) return null;
  const code = codeOf(error["code"]) ?? codeOf(error["status"]);
  const says = ["message", "error", "type", "detail", "msg"].some((name) => textOf(error[name]) !== null);
  const fine = code === null || ["0", "200", "ok", "success"].includes(code.toLowerCase());
  return says || !fine ? error : null;
}

/** MiniMax and its like answer each call with a status of their own, 0 when all went well. */
function statusOf(answer: JsonObject | null): JsonObject | null {
  const status = objectOf(answer?.["base_resp"]);
  const code = codeOf(status?.["status_code"]);
  if (!status || code === null || code === "0") return null;
  return { code, message: textOf(status["status_msg"]) ?? "" };
}

/** An answer of Anthropic's Messages: blocks of text, thinking and tool use, in order. */
function readAnthropicMessage(body: unknown): ReadReply {
  const answer = objectOf(body);
  const content = answer?.["content"];
  const parts = noParts();
  readParts(content, parts);
  return {
    hasReply: Array.isArray(content) || typeof content === "string",
    text: parts.text.join(""),
    reasoning: joinReasoning(parts.reasoning),
    refusal: textOf(parts.refusal.join("")),
    endings: endingWords(answer?.["stop_reason"]),
    toolCalls: objectsOf(content)
      .filter((block) => block["type"] === "tool_use")
      .map((block) => textOf(block["name"]) ?? "a tool without a name"),
    usage: anthropicUsage(answer?.["usage"]),
    error: errorObjectOf(answer?.["error"]),
    replies: 1,
  };
}

/**
 * An answer of Google's generateContent: candidates with parts, of which some are thinking (`thought`). A prompt that
 * its filter does not let through has no candidate, but a reason for that.
 */
function readGoogleContent(body: unknown): ReadReply {
  // Some proxies wrap the answer in a list of one, as it does with streams.
  const answer = objectOf(Array.isArray(body) ? body[0] : body);
  const candidates = byIndex(objectsOf(answer?.["candidates"]));
  const [candidate] = candidates;
  const content = objectOf(candidate?.["content"]);
  const parts = noParts();
  readParts(content?.["parts"], parts);
  const blocked = textOf(objectOf(answer?.["promptFeedback"])?.["blockReason"]);
  return {
    hasReply: candidate !== undefined || blocked !== null,
    text: parts.text.join(""),
    reasoning: joinReasoning(parts.reasoning),
    refusal: null,
    endings: candidate ? endingWords(candidate["finishReason"] ?? candidate["finish_reason"]) : blockEnding(blocked),
    toolCalls: objectsOf(content?.["parts"]).flatMap((part) => {
      const call = objectOf(part["functionCall"]);
      return call ? [textOf(call["name"]) ?? "a tool without a name"] : [];
    }),
    usage: googleUsage(answer?.["usageMetadata"]),
    error: errorObjectOf(answer?.["error"]),
    replies: candidates.length,
  };
}

/** `OTHER` as a reason to block a prompt is the filter's as well; as a reason to end a reply it says nothing. */
function blockEnding(reason: string | null): string[] {
  if (reason === null) return [];
  return [reason === "OTHER" ? "BLOCK_REASON_UNSPECIFIED" : reason];
}

/** An answer of OpenAI's Responses: its output is a list of messages, thinking and calls, in order. */
function readResponse(body: unknown): ReadReply {
  const answer = objectOf(body);
  const output = objectsOf(answer?.["output"]);
  const parts = noParts();
  const reasoning: string[] = [];
  const toolCalls: string[] = [];
  for (const item of output) {
    const type = textOf(item["type"]) ?? "message";
    if (type === "message") {
      readParts(item["content"], parts);
    } else if (type === "reasoning") {
      const thinking = noParts();
      readParts(item["summary"], thinking, "reasoning");
      readParts(item["content"], thinking, "reasoning");
      reasoning.push(thinking.reasoning.join("\n\n"));
    } else if (type.endsWith("_call")) {
      toolCalls.push(textOf(item["name"]) ?? type);
    }
  }
  // A reason that it is incomplete says more than that it is.
  const [reason, status] = [objectOf(answer?.["incomplete_details"])?.["reason"], answer?.["status"]].map(endingWords);
  const endings = reason?.length ? reason : (status ?? []);
  return {
    hasReply: Array.isArray(answer?.["output"]) && (output.length > 0 || endings.length > 0),
    text: parts.text.join(""),
    reasoning: joinReasoning([...reasoning, ...parts.reasoning]),
    refusal: textOf(parts.refusal.join("")),
    endings,
    toolCalls,
    usage: openaiUsage(answer?.["usage"]),
    error: errorObjectOf(answer?.["error"]),
    replies: 1,
  };
}

/** Each reader with the least answer of its kind that the library takes, which is all that the library ever reads. */
export const chatCompletionReader: ReplyReader = {
  read: readChatCompletion,
  placeholder: JSON.stringify({
    choices: [{ index: 0, message: { role: "assistant", content: "" }, finish_reason: "stop" }],
  }),
};

export const responseReader: ReplyReader = {
  read: readResponse,
  placeholder: JSON.stringify({
    id: "",
    created_at: 0,
    model: "",
    output: [],
    usage: { input_tokens: 0, output_tokens: 0 },
  }),
};

export const anthropicReader: ReplyReader = {
  read: readAnthropicMessage,
  placeholder: JSON.stringify({
    type: "message",
    id: "",
    model: "",
    content: [],
    stop_reason: "end_turn",
    usage: { input_tokens: 0, output_tokens: 0 },
  }),
};

export const googleReader: ReplyReader = {
  read: readGoogleContent,
  placeholder: JSON.stringify({ candidates: [{ content: { parts: [{ text: "" }] }, finishReason: "STOP" }] }),
};
