export interface PatternMatch {
  matched: boolean;
  /** Where the match begins, in UTF-16 units; 0 without one. */
  at: number;
  match: string;
}

export type PatternResult = PatternMatch | { problem: string };

/** What the worker is asked: `id` counts up from 1. */
export interface PatternJob {
  id: number;
  source: string;
  flags: string;
  text: string;
}

/** The results of a batch in the order of its jobs. */
export type PatternAnswer = PatternResult[];
