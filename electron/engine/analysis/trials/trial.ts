import type { Check } from "../../../../shared/domain/check.ts";
import type { Conversation } from "../../../../shared/domain/conversation.ts";
import type { ModelSettings, ModelSpec } from "../../../../shared/domain/model.ts";
import type { Budget } from "../../../../shared/domain/run.ts";
import type { Usage } from "../../../../shared/domain/usage.ts";
import type { JudgedReplies } from "../../store/analyses.ts";

/** Whether one sample of one conversation passes with a prompt, by its checks and by what people say of its replies. */
export type TrialOutcome = "pass" | "fail";

/** What a session took so far. Cost in US dollars, null when a price is unknown. */
export interface TrialSpent extends Usage {
  /** Requests that were sent, those that failed and judges' included. */
  calls: number;
  /** Replies that needed none. */
  cached: number;
}

export interface TrialRequest {
  promptId: string;
  setId: string;
  /** With the settings that hold where `run` is given none. */
  model: ModelSpec;
  /** Of this session alone; null is no limit. */
  budget: Budget | null;
  /** Trials under way at once. */
  concurrency: number;
  /** Its reason is what every trial under way rejects with. */
  signal: AbortSignal;
  /** Conversations that are in no set, or not in this one; their ids win over those of the set. */
  extra?: readonly Conversation[];
}

export interface TrialSession {
  /**
   * Replays sample `sample` (from 0) of a conversation with `text` as the system prompt and live history; the same
   * arguments never cost twice. `settings` go over the model's own, as a version's do. Rejects with TrialFailed,
   * BudgetSpent, a Problem where the conversation is not in the set, or the signal's reason.
   */
  run(text: string, conversationId: string, sample: number, settings?: ModelSettings): Promise<TrialOutcome>;
  /** Calls that `run` would make at most, without retries and judges: its live turns less what is known. */
  callsFor(text: string, conversationId: string, sample: number, settings?: ModelSettings): number;
  /** Calls that one trial of a conversation takes where nothing is known. */
  turnsOf(conversationId: string): number;
  /** The text ids of the live replies of a trial that was run; null where it was not. */
  repliesOf(text: string, conversationId: string, sample: number, settings?: ModelSettings): number[] | null;
  /** The same with what each check said. */
  judgedOf(text: string, conversationId: string, sample: number, settings?: ModelSettings): JudgedReplies | null;
  /** The checks of one turn, in the order in which `judgedOf` has what they said; empty where it has none. */
  checksAt(conversationId: string, turn: number): readonly Check[];
  /** Whether the model may answer the same request in another way. */
  isRandom(settings?: ModelSettings): boolean;
  readonly spent: TrialSpent;
  /** Tells of every reply. Gives back how to end that. */
  onProgress(listener: (spent: TrialSpent) => void): () => void;
  /** Lets go of the budget's timer; trials under way go on. */
  close(): void;
}

/** A trial without an outcome: a call failed for good, or a check could not be evaluated. The message is for a person. */
export class TrialFailed extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "TrialFailed";
  }
}

/** The budget does not cover the next call. What was learnt is kept. */
export class BudgetSpent extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BudgetSpent";
  }
}
