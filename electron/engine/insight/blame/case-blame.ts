import { setImmediate as breathe } from "node:timers/promises";
import type { BlamedConversation } from "../../../../shared/domain/blame.ts";
import { messageOf, stackOf } from "../../../../shared/message-of.ts";
import { Problem } from "../../../../shared/problem.ts";
import { tellMoreThanVerdicts } from "../../../../shared/rules/reply-groups.ts";
import { requireConversation } from "../../conversations/conversations.ts";
import type { Store } from "../../store/store.ts";
import { BudgetSpent, TrialFailed, type TrialSession } from "../trials/trial.ts";
import { answerOf, unanswered } from "./answers.ts";
import { blameOne } from "./blame-one.ts";
import type { Prepared } from "./prepare.ts";
import { rankHunks } from "./rank.ts";

export interface CaseTerms extends Prepared {
  store: Store;
  session: TrialSession;
  setId: string;
  random: boolean;
  /** Whether the model rolls dice by its own account: the same reply twice then says little. */
  rollsDice: boolean;
  log(line: string): void;
}

const NO_DIFFERENCE = "There is no difference between the two versions: nothing can be to blame.";

/** Blames one conversation after the other; what explains one is asked about first in the next. */
export function createCaseBlame(terms: CaseTerms) {
  const { store, session, setId, edit, random, log } = terms;
  const explained = new Map<number, number>();

  /** Replies and verdict as one word, where they are long enough that none comes twice by chance. */
  const telling = (pass: boolean, textIds: readonly number[] | null): string | null => {
    if (terms.rollsDice) return null;
    const texts = textIds?.map((textId) => store.texts.get(textId)) ?? [];
    return tellMoreThanVerdicts(texts) ? `${pass} ${textIds?.join(" ")}` : null;
  };

  const find = (id: string) => requireConversation(store, setId, id);

  return {
    titleOf: (id: string): string => {
      const title = store.conversations.get(Number(setId), id)?.title;
      return title ?? "";
    },

    /** Never rejects: what went wrong is an answer as well. */
    async blame(id: string, signal: AbortSignal): Promise<BlamedConversation> {
      const named = { id, title: this.titleOf(id), calls: 0 };
      if (edit.hunks.length === 0) return unanswered(named, "none", NO_DIFFERENCE);
      try {
        const conversation = find(id);
        const blame = await blameOne({
          ...terms,
          random,
          rank: () => rankHunks(edit.hunks, conversation, explained),
          async replay({ text, settings }, sample) {
            await breathe();
            signal.throwIfAborted();
            named.calls += session.callsFor(text, id, sample, settings);
            const pass = (await session.run(text, id, sample, settings)) === "pass";
            return { pass, reply: telling(pass, session.repliesOf(text, id, sample, settings)) };
          },
        });
        for (const hunk of blame.found?.sets.flat() ?? []) explained.set(hunk, (explained.get(hunk) ?? 0) + 1);
        return answerOf(named, blame, edit.hunks);
      } catch (error) {
        if (signal.aborted) return unanswered(named, "stopped", "Stopped by a person. What was learnt is kept.");
        if (error instanceof BudgetSpent) return unanswered(named, "stopped", error.message);
        if (error instanceof TrialFailed || error instanceof Problem) return unanswered(named, "failed", error.message);
        log(`blame of ${id}: ${stackOf(error)}`);
        return unanswered(named, "failed", messageOf(error));
      }
    },
  };
}
