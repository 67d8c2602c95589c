import { errorOf } from "./chat-completions.ts";
import { byIndex, objectOf, objectsOf, textOf } from "./json.ts";
import { endingWords } from "./finish-reasons.ts";
import { joinReasoning, noParts, readParts, type ReadReply } from "./reading.ts";
import { googleUsage } from "./token-usage.ts";

/**
 * An answer of Google's generateContent: candidates with parts, of which some are thinking (`thought`). A prompt that
 * its filter does not let through has no candidate, but a reason for that.
 */
export function readGoogleContent(body: unknown): ReadReply {
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
    error: errorOf(answer?.["error"]),
    replies: candidates.length,
  };
}

/** `OTHER` as a reason to block a prompt is the filter's as well; as a reason to end a reply it says nothing. */
function blockEnding(reason: string | null): string[] {
  if (reason === null) return [];
  return [reason === "OTHER" ? "BLOCK_REASON_UNSPECIFIED" : reason];
}
