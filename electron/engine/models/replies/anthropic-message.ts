import { errorOf } from "./chat-completions.ts";
import { objectOf, objectsOf, textOf } from "./json.ts";
import { endingWords } from "./finish-reasons.ts";
import { joinReasoning, noParts, readParts, type ReadReply } from "./reading.ts";
import { anthropicUsage } from "./token-usage.ts";

/** An answer of Anthropic's Messages: blocks of text, thinking and tool use, in order. */
export function readAnthropicMessage(body: unknown): ReadReply {
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
    error: errorOf(answer?.["error"]),
    replies: 1,
  };
}
