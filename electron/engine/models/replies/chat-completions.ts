import { byIndex, codeOf, objectOf, objectsOf, textOf, type JsonObject } from "./json.ts";
import { endingWords } from "./finish-reasons.ts";
import { joinReasoning, noParts, readParts, type ReadReply } from "./reading.ts";
import { openaiUsage } from "./token-usage.ts";

/**
 * A Chat Completions answer: OpenAI's own and that of all who imitate it, with what they add. Thinking comes in
 * `reasoning_content` (DeepSeek, vLLM, xAI), `reasoning` or `reasoning_details` (OpenRouter, Groq), or as parts of the
 * content (Mistral); the answer as a text or as parts.
 */
export function readChatCompletion(body: unknown): ReadReply {
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
    error: errorOf(choice?.["error"]) ?? errorOf(answer?.["error"]) ?? statusOf(answer),
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
export function errorOf(value: unknown): JsonObject | null {
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
