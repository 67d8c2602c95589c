import type { JsonValue } from "../../../../shared/domain/check.ts";
import type { CheckContext, ReplyUnderCheck } from "../check-kind.ts";

/**
 * What a script or a webhook learns beside the reply, by promptfoo's names: `prompt` is the chat as JSON text, `vars` is
 * empty here. The rest is ours: the messages themselves and the facts of the call.
 */
export function replyContext(reply: ReplyUnderCheck, { asked }: CheckContext): JsonValue {
  const system = asked.system === "" ? [] : [{ role: "system", content: asked.system }];
  const messages = [...system, ...asked.messages.map(({ role, content }) => ({ role, content }))];
  const { finishReason, latencyMs, cost } = reply;
  return { vars: {}, prompt: JSON.stringify(messages), messages, finishReason, latencyMs, cost };
}
