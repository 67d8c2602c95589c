import type { Effect, Look } from "./look.ts";

/** What an earlier audit found of a conversation, in the places that its rules have now. */
export interface Earlier {
  /** Of the replies with the whole prompt of then. */
  baseKey: string;
  /** Rules that stand as they stood. */
  known: ReadonlySet<number>;
  effects: ReadonlyMap<number, Effect>;
  blurred: ReadonlySet<number>;
}

export interface AuditCase {
  id: string;
  earlier: Earlier | null;
}

export interface CaseFinding {
  /**
   * `done`: asked about every rule. `flaky`: passes by turns, asked only about rules that nothing else guards.
   * `unchecked`: no check could notice anything. `failed` and `open`: not, or not to the end.
   */
  state: "done" | "flaky" | "unchecked" | "failed" | "open";
  pass: boolean;
  /** Of the replies with the whole prompt; empty where there are none. */
  baseKey: string;
  effects: Map<number, Effect>;
  /** Rules that were left out only together with others, unnoticed, while replies did change. */
  blurred: Set<number>;
  /** Taken over from an earlier audit: its replies are what they were. */
  carried: boolean;
  /** Why it failed, for a person. */
  reason: string | null;
}

/** What ends an audit before its time, in words for a person. */
export interface Halt {
  end: "budget" | "failed" | "stopped";
  reason: string;
}

export interface AuditTerms {
  /** How many there are. */
  rules: number;
  /** In the order in which they are asked. */
  cases: readonly AuditCase[];
  ask(id: string, without: readonly number[], sample: number): Promise<Look>;
  /** Whether the model may answer the same request in another way. */
  random: boolean;
  /** What an error of `ask` means for all the rest; null where it is about the one conversation. */
  haltOf(error: unknown): Halt | null;
  /** Told of each conversation that is through. */
  onCase?(id: string, finding: CaseFinding): void;
}

export interface Verified {
  /** Rules that were left out once more, alone, where a group had said that they do not matter, and what that found. */
  asked: number;
  missed: number;
}

export interface AuditEnd {
  findings: Map<string, CaseFinding>;
  verified: Verified;
  /** Null where it came to its end. */
  halt: Halt | null;
}

export function emptyFinding(state: CaseFinding["state"], reason: string | null = null): CaseFinding {
  return {
    state,
    pass: false,
    baseKey: "",
    effects: new Map(),
    blurred: new Set(),
    carried: false,
    reason,
  };
}
