import type { Check } from "../../../shared/domain/check.ts";
import type { Conversation } from "../../../shared/domain/conversation.ts";

/** Every check of a conversation: those on one turn's reply, then those on every reply. */
export function checksOf(conversation: Conversation): Check[] {
  const onTurns = conversation.turns.flatMap((turn) => (turn.role === "user" ? (turn.checks ?? []) : []));
  return [...onTurns, ...conversation.checks];
}
