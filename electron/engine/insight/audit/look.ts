/** One sample of one conversation, as the audit looks at it. */
export interface Look {
  pass: boolean;
  /** What each check said; empty where nothing is checked. */
  checks: string;
  /** Equal where every reply is, letter by letter. */
  replies: string;
}

/**
 * Replays sample `sample` of a conversation without some rules (by their places). The same arguments give the same
 * look. What it rejects with ends the conversation's part of the audit.
 */
export type Ask = (without: readonly number[], sample: number) => Promise<Look>;

/** What the absence of one rule does to one conversation. `open`: samples did not settle it. */
export type Effect = "guards" | "fixes" | "changes" | "open";
