import type { MergeCheck, MergedConversation, MergeFinding } from "../../../../shared/domain/merge.ts";

const nothing = { passed: 0, samples: 0 };

export function found(id: string, finding: MergeFinding, more: Partial<MergedConversation> = {}): MergedConversation {
  return {
    id,
    title: "",
    finding,
    surprise: finding === "unlikeBoth" || finding === "lostFix",
    detail: "",
    certainty: 1,
    newFailures: [],
    checks: 1,
    newReply: false,
    base: nothing,
    ours: nothing,
    theirs: nothing,
    merged: nothing,
    calls: 3,
    ...more,
  };
}

/** A check that has come to its end with these conversations, and `alike` ones that behave as both parents do. */
export function checkOf(conversations: readonly MergedConversation[], more: Partial<MergeCheck> = {}): MergeCheck {
  const count = (finding: MergeFinding): number => conversations.filter((one) => one.finding === finding).length;
  return {
    id: "c1",
    promptId: "1",
    setId: "1",
    ours: "main",
    theirs: "fees",
    heads: { ours: 11, theirs: 9 },
    base: 8,
    textSha256: "",
    alike: null,
    running: false,
    problem: null,
    total: conversations.length,
    done: conversations.length,
    counts: {
      unlikeBoth: count("unlikeBoth"),
      lostFix: count("lostFix"),
      carriedBreak: count("carriedBreak"),
      asWorse: count("asWorse"),
      failed: count("failed"),
      undecided: count("undecided"),
      flaky: count("flaky"),
      betterThanBoth: count("betterThanBoth"),
      asBetter: count("asBetter"),
      asParents: count("asParents"),
      stopped: count("stopped"),
    },
    surprises: conversations.filter(({ surprise }) => surprise).length,
    unchecked: 0,
    conversations: [...conversations],
    calls: 12,
    callsAtMost: 16,
    cost: null,
    ...more,
  };
}
