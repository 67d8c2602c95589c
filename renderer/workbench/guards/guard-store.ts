import { create } from "zustand";
import type { ReplyPair } from "../../../shared/contract/guards.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Side } from "../run-choice.ts";

/** One side of the comparison that the reply stands in. */
export interface GuardSide {
  name: string;
  version: Side;
}

/** The reply that is to become a conversation, and how the two sides are called. */
export interface GuardQuestion {
  pair: ReplyPair;
  promptId: string;
  /** The model that the reply is of. */
  model: ModelSpec;
  side: GuardSide;
  /** Null where there is nothing to compare with. */
  other: GuardSide | null;
}

/** A conversation that was made, so that it can be replayed at once. */
export interface MadeConversation {
  setId: string;
  conversationId: string;
  title: string;
}

interface GuardState {
  question: GuardQuestion | null;
  made: MadeConversation | null;
  /** The reply that siblings are asked for; the dialog of proposals is open while it is set. */
  probing: GuardQuestion | null;
}

export const useGuardState = create<GuardState>(() => ({ question: null, made: null, probing: null }));

export function makeConversation(question: GuardQuestion): void {
  useGuardState.setState({ question, made: null });
}

export function leaveGuard(): void {
  useGuardState.setState({ question: null, made: null });
}

export function askForProbes(question: GuardQuestion): void {
  useGuardState.setState({ question: null, made: null, probing: question });
}

export function leaveProbes(): void {
  useGuardState.setState({ probing: null });
}
