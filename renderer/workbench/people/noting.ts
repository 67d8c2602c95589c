import { create } from "zustand";
import type { ReplyAt } from "../../../shared/contract/people.ts";

/** The reply on which a note is being written. */
const noting = create<{ at: string | null }>(() => ({ at: null }));

const nameOf = ({ runId, conversationId, turn, sample }: ReplyAt): string =>
  JSON.stringify([runId, conversationId, turn, sample]);

export function useNoting(at: ReplyAt): boolean {
  return noting((state) => state.at === nameOf(at));
}

export function startNoting(at: ReplyAt): void {
  noting.setState({ at: nameOf(at) });
}

export function stopNoting(): void {
  noting.setState({ at: null });
}
