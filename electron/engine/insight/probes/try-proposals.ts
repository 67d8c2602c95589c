import type { ProbeTrial, Proposal } from "../../../../shared/domain/probe.ts";
import type { Resolved } from "../../prompts/refs.ts";
import type { Store } from "../../store/store.ts";
import { TrialFailed, type TrialSession } from "../trials/trial.ts";

/**
 * Replays each proposal that was not replayed yet, once. A failure is told beside its proposal; a limit or a stop
 * rejects as the session does.
 */
export async function tryProposals(
  store: Store,
  session: TrialSession,
  { text, settings }: Pick<Resolved, "text" | "settings">,
  proposals: readonly Proposal[],
  onTried: () => void,
): Promise<void> {
  const tryOne = async (proposal: Proposal): Promise<void> => {
    const { id } = proposal.conversation;
    try {
      const outcome = await session.run(text, id, 0, settings);
      proposal.trial = { outcome, ...saidIn(store, session, { text, settings }, proposal), problem: null };
    } catch (error) {
      if (!(error instanceof TrialFailed)) throw error;
      proposal.trial = { outcome: "failed", replies: [], broken: [], problem: error.message };
    }
    onTried();
  };
  const ends = await Promise.allSettled(proposals.filter(({ trial }) => trial === null).map(tryOne));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken) throw broken.reason;
}

/** What was replied, and which checks failed. */
function saidIn(
  store: Store,
  session: TrialSession,
  { text, settings }: Pick<Resolved, "text" | "settings">,
  { conversation }: Proposal,
): Pick<ProbeTrial, "replies" | "broken"> {
  const judged = session.judgedOf(text, conversation.id, 0, settings) ?? [];
  const broken = judged.flatMap(({ turn, verdicts }) =>
    session.checksAt(conversation.id, turn).filter((_, at) => verdicts[at]?.status === "fail" && verdicts[at].counts),
  );
  return { replies: judged.map(({ textId }) => store.texts.get(textId)), broken: [...new Set(broken)] };
}
