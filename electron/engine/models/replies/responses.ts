import { errorOf } from "./chat-completions.ts";
import { objectOf, objectsOf, textOf } from "./json.ts";
import { endingWords } from "./finish-reasons.ts";
import { joinReasoning, noParts, readParts, type ReadReply } from "./reading.ts";
import { openaiUsage } from "./token-usage.ts";

/** An answer of OpenAI's Responses: its output is a list of messages, thinking and calls, in order. */
export function readResponse(body: unknown): ReadReply {
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
    error: errorOf(answer?.["error"]),
    replies: 1,
  };
}
