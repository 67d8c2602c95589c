import type { ConversationComparison, Reply } from "../../../shared/domain/comparison.ts";
import { saysOf, statusOf } from "../../../shared/rules/standing.ts";
import type { GuardQuestion } from "./guard-store.ts";

interface SideAfter {
  name: string;
  /** Null where it could not be told. */
  passed: boolean | null;
  /** The last reply. */
  reply: string;
  /** Why it fails or could not be told. */
  reason: string | null;
}

/** How either side came out of a replay of one conversation, the other side first, as it stands in the evidence. */
export function sidesAfter({ turns, row }: ConversationComparison, { side, other }: GuardQuestion): SideAfter[] {
  const after = (name: string, of: "baseline" | "candidate"): SideAfter => {
    const replies = turns.flatMap((turn) => turn[of] ?? []);
    const error = turns.map((turn) => (of === "baseline" ? turn.baselineError : turn.candidateError)).find(Boolean);
    const { passed, samples } = row[of];
    const bad = replies.find((reply) => standsOf(reply) !== "passed");
    const reason = bad?.verdicts.find(({ status, counts }) => status !== "pass" && counts !== false)?.reason ?? null;
    return {
      name,
      passed: samples === 0 ? null : passed === samples,
      reply: (bad ?? replies.at(-1))?.text ?? "",
      reason: error ?? reason,
    };
  };
  return [...(other ? [after(other.name, "baseline")] : []), after(side.name, "candidate")];
}

function standsOf(reply: Reply) {
  return statusOf(reply.verdicts, saysOf(reply));
}
