import { defineKind } from "../check-kind.ts";
import { quote } from "../message-text.ts";
import { readText } from "../read-value.ts";

/** Providers and promptfoo write `content_filter`, the library between them `content-filter`: both are one. */
export const finishReason = defineKind({
  type: "finish-reason",
  summary: "The model stopped for this reason: stop, length, content_filter, tool_calls or another.",
  takes: "text",
  example: "stop",
  read: readText,
  find: (wanted, { finishReason: reason }) => {
    if (reason === "" || reason === "unknown") return { problem: "the provider did not say why the model stopped" };
    return {
      passed: fold(reason) === fold(wanted),
      actual: `stopped for ${quote(reason, 60)}`,
      expected: { plain: quote(wanted, 60), negated: `any other reason than ${quote(wanted, 60)}` },
    };
  },
});

function fold(reason: string): string {
  return reason.trim().toLowerCase().replaceAll("_", "-");
}
