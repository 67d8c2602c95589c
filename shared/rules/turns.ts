import type { Check } from "../domain/check.ts";
import type { Turn } from "../domain/conversation.ts";

/** A user turn with the reply that is fixed for it, if one is, and the checks on its reply. */
export interface AskedTurn {
  /** Counts user turns, from 0. */
  index: number;
  content: string;
  fixed: string | null;
  checks: readonly Check[];
}

/** The user turns of a conversation in order. Those with `fixed: null` are replied to by the model. */
export function userTurns(turns: readonly Turn[]): AskedTurn[] {
  const asked: AskedTurn[] = [];
  turns.forEach((turn, at) => {
    if (turn.role !== "user") return;
    const next = turns[at + 1];
    asked.push({
      index: asked.length,
      content: turn.content,
      fixed: next?.role === "assistant" ? next.content : null,
      checks: turn.checks ?? [],
    });
  });
  return asked;
}
