import { matchExpected } from "../../people/match-expected.ts";
import { checksOn } from "../../replay/plan.ts";
import { standingOf } from "../../replay/standing.ts";
import type { SampleStatus } from "../../store/results.ts";
import type { Store } from "../../store/store.ts";
import type { JudgedReplies } from "../../store/trials.ts";
import type { TrialCase } from "./cases.ts";

/** How a sample stands by what its checks said when it was asked and by what people say now. */
export function trialStanding(store: Store, one: TrialCase, replies: JudgedReplies): SampleStatus {
  const { contentId } = one;
  // Replies were approved since, perhaps: trials are not among the runs that an approval goes through.
  if (replies.some(({ turn }) => store.expected.at(contentId, turn).length > 0)) {
    store.write(() => {
      for (const { turn, textId } of replies) {
        matchExpected(store, { contentId, turn, textId }, store.texts.get(textId));
      }
    });
  }
  const judged = replies.map(({ turn, textId, verdicts }) => {
    const asked = one.asked[turn];
    const checks = asked ? checksOn(asked, one.checks) : [];
    return {
      turn,
      textId,
      verdicts: verdicts.flatMap((said, index) => {
        const check = checks[index];
        return check ? [{ check, ...said }] : [];
      }),
    };
  });
  return standingOf(store, contentId, judged);
}
