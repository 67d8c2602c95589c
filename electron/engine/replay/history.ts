import type { AskedTurn } from "../../../shared/rules/turns.ts";
import type { ChatMessage } from "../models/port.ts";

/**
 * The messages that stand before and at user turn `index`, as a deployed bot would send them.
 * `replies` holds the reply to each earlier turn; a fixed reply wins over it.
 */
export function messagesFor(
  asked: readonly AskedTurn[],
  index: number,
  replies: readonly (string | null)[],
): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const turn of asked.slice(0, index + 1)) {
    messages.push({ role: "user", content: turn.content });
    if (turn.index === index) break;
    const reply = turn.fixed ?? replies[turn.index];
    if (reply == null) throw new Error(`no reply to turn ${turn.index} to put into the history`);
    messages.push({ role: "assistant", content: reply });
  }
  return messages;
}
