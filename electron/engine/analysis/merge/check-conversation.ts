import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { MergedConversation, NewCheckFailure, MergeReplies, MergeReply } from "../../../../shared/domain/merge.ts";
import { errorMessageOf } from "../../../../shared/errors.ts";
import { Problem } from "../../../../shared/problem.ts";
import { areLongEnoughToCompare } from "../../statistics/reply-groups.ts";
import type { Store } from "../../store/store.ts";
import { BudgetSpent, TrialFailed, type TrialSession } from "../trials/trial.ts";
import {
  compareMergeBehaviour,
  type MergeBehaviour,
  type MergeSide,
  type ObservedSample,
  mergeSides,
} from "./merge-behaviour.ts";
import type { PreparedMergeCheck } from "./prepare-check.ts";
import type { Tally } from "../../../../shared/domain/comparison.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import { userTurns } from "../../../../shared/domain/conversation.ts";
import { requireConversation } from "../../conversations/conversations.ts";

interface CheckConversationOptions extends Pick<PreparedMergeCheck, "session" | "sides" | "parts"> {
  store: Store;
  random: boolean;
  /** Whether the model rolls dice by its own account: the same reply twice then says little. */
  rollsDice: boolean;
  signal: AbortSignal;
  log(line: string): void;
}

/** What was found out about one conversation, and the sample of each side that shows it. */
interface ConversationCheck {
  answer: MergedConversation;
  shown: MergeBehaviour["shown"];
}

/** Checks one conversation after the other. Never rejects: what went wrong is an answer as well. */
export function createConversationCheck(
  terms: CheckConversationOptions,
): (one: { id: string; title: string }) => Promise<ConversationCheck> {
  const { session, sides, parts, random, signal } = terms;
  const names = { ours: parts.ours.branch.name, theirs: parts.theirs.branch.name };

  return async ({ id, title }) => {
    let calls = 0;
    const asked = new Set<Promise<ObservedSample>>();
    const replay = async (side: MergeSide, sample: number): Promise<ObservedSample> => {
      const one = sides[side];
      if (!one) throw new Error("there is no base to replay");
      const { text, settings } = one;
      await yieldToEventLoop();
      signal.throwIfAborted();
      calls += session.callsFor(text, id, sample, settings);
      const pass = (await session.run(text, id, sample, settings)) === "pass";
      return toObservedSample(terms, session.judgedOf(text, id, sample, settings) ?? [], pass);
    };
    const take = (side: MergeSide, sample: number): Promise<ObservedSample> => {
      const one = replay(side, sample);
      asked.add(one);
      return one;
    };
    try {
      const found = await compareMergeBehaviour({ random, hasBase: sides.base !== null, take });
      const { finding, certainty, tallies, shown } = found;
      const answer: MergedConversation = {
        id,
        title,
        finding,
        surprise: finding === "unlikeBoth" || finding === "lostFix",
        detail: describeMergeBehaviour(found, names),
        certainty,
        newFailures: found.newFailures.flatMap((key) => toNewFailure(terms, id, key)),
        checks: countChecks(terms, id),
        newReply: isNewReply(terms, id, shown),
        ...tallies,
        calls,
      };
      return { answer, shown };
    } catch (error) {
      // Others of its samples may still be under way: what they bring in is kept and counted.
      await Promise.allSettled(asked);
      return {
        answer: unansweredConversation({ id, title, calls }, ...stopOrFailure(error, terms, id)),
        shown: noSamplesShown,
      };
    }
  };
}

const noSamplesShown: MergeBehaviour["shown"] = { base: null, ours: null, theirs: null, merged: null };

/** A conversation without an answer, and why. */
export function unansweredConversation(
  { id, title, calls }: { id: string; title: string; calls: number },
  finding: "stopped" | "failed",
  detail: string,
): MergedConversation {
  const none = { passed: 0, samples: 0 };
  return {
    id,
    title,
    finding,
    surprise: false,
    detail,
    certainty: null,
    newFailures: [],
    checks: 0,
    newReply: false,
    base: none,
    ours: none,
    theirs: none,
    merged: none,
    calls,
  };
}

function stopOrFailure(
  error: unknown,
  { signal, log }: CheckConversationOptions,
  id: string,
): ["stopped" | "failed", string] {
  if (signal.aborted) return ["stopped", "Stopped by a person. What was learnt is kept."];
  if (error instanceof BudgetSpent) return ["stopped", error.message];
  const message = errorMessageOf(error);
  if (!(error instanceof TrialFailed || error instanceof Problem)) {
    log(`merge of ${id}: ${error instanceof Error ? (error.stack ?? message) : message}`);
  }
  return ["failed", message];
}

type JudgedTurns = NonNullable<ReturnType<PreparedMergeCheck["session"]["judgedOf"]>>;

function toObservedSample(
  { store, random, rollsDice }: CheckConversationOptions,
  judged: JudgedTurns,
  pass: boolean,
): ObservedSample {
  const said = judged.flatMap(({ turn, verdicts }) => verdicts.map((one, at) => ({ key: checkKey(turn, at), ...one })));
  const counting = said.filter(({ counts }) => counts);
  // Where it passes all the same, a person has set aside what a judge said.
  const failing = pass ? [] : counting.filter(({ status }) => status === "fail").map(({ key }) => key);
  const isTelling = random && !rollsDice && areLongEnoughToCompare(judged.map(({ textId }) => store.texts.get(textId)));
  const reply = isTelling ? `${pass} ${failing.join(" ")} ${judged.map(({ textId }) => textId).join(" ")}` : null;
  return { pass, reply, failing, checks: counting.length };
}

function checkKey(turn: number, at: number): string {
  return `${turn}:${at}`;
}

function toNewFailure({ session }: CheckConversationOptions, id: string, key: string): NewCheckFailure[] {
  const [turn = 0, at = 0] = key.split(":").map(Number);
  const check = session.checksAt(id, turn)[at];
  return check ? [{ turn, at, check }] : [];
}

function countChecks({ session, sides }: CheckConversationOptions, id: string): number {
  const judged = session.judgedOf(sides.merged.text, id, 0, sides.merged.settings) ?? [];
  return judged.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
}

function isNewReply({ session, sides }: CheckConversationOptions, id: string, shown: MergeBehaviour["shown"]): boolean {
  const said = (side: "ours" | "theirs" | "merged"): string | null => {
    const sample = shown[side];
    const { text, settings } = sides[side];
    return sample === null ? null : (session.repliesOf(text, id, sample, settings)?.join() ?? null);
  };
  const merged = said("merged");
  return merged !== said("ours") && merged !== said("theirs");
}

/** What a conversation does with the merge, as a sentence. Branches are called by their names. */
function describeMergeBehaviour(behaviour: MergeBehaviour, { ours, theirs }: { ours: string; theirs: string }): string {
  const { finding, tallies } = behaviour;
  const [mine, other] = [rateOf(tallies.ours), rateOf(tallies.theirs)];
  // Where only one of its checks says so, the conversation as a whole does not tell which parent is the better one.
  const better = mine === other ? null : mine > other ? ours : theirs;
  const worse = better === ours ? theirs : ours;
  switch (finding) {
    case "unlikeBoth":
      return describeRegression(behaviour, ours, theirs);
    case "lostFix":
      if (better === null) return "One branch fixed a check of it; with the merge that fails again.";
      return `${better} fixed it; with the merge it fails again, as it does with ${worse}.`;
    case "carriedBreak":
      if (better === null) return "One branch broke a check of it, and the merge takes that over.";
      return `${worse} broke it, and the merge takes that over; it passes with ${better}.`;
    case "asWorse":
      if (better === null) return "A check of it fails with the merge, as with one branch, and passes with the other.";
      return `Fails with the merge as it does with ${worse}; it passes with ${better}. What it did before them is not known.`;
    case "betterThanBoth":
      return `Fails with ${ours} and with ${theirs}, and passes with the merge.`;
    case "asBetter":
      if (better === null) return "Passes more often with the merge than with one of the branches.";
      return `Passes with the merge as it does with ${better}; it fails with ${worse}.`;
    case "asParents":
      return tallies.merged.passed > 0 ? "Passes with all three." : "Fails with all three.";
    case "flaky":
      return "Passes at times and fails at times, with the branches and with the merge: none does so half as often as another.";
    case "undecided":
      return "Undetermined: as far as it was sampled, it cannot be told which of the branches the merge is like.";
  }
}

function describeRegression({ newFailures, tallies }: MergeBehaviour, ours: string, theirs: string): string {
  const [mine, other, merged] = [tallies.ours, tallies.theirs, tallies.merged];
  if (mine.passed === mine.samples && other.passed === other.samples && merged.passed === 0)
    return `Passes with ${ours} and with ${theirs}, and fails with the merge.`;
  if (rateOf(merged) < Math.min(rateOf(mine), rateOf(other)))
    return `Passes ${formatTimes(mine)} with ${ours}, ${formatTimes(other)} with ${theirs}, and only ${formatTimes(merged)} with the merge.`;
  const checks = newFailures.length === 1 ? "a check" : `${newFailures.length} checks`;
  return `Fails ${checks} with the merge that it fails with neither ${ours} nor ${theirs}.`;
}

function formatTimes({ passed, samples }: Tally): string {
  return `${passed} of ${samples} times`;
}

function rateOf({ passed, samples }: Tally): number {
  return samples === 0 ? 0 : passed / samples;
}

interface SideRepliesOptions {
  store: Store;
  setId: string;
  sides: PreparedMergeCheck["sides"];
  session: TrialSession;
}

type BySide = Record<MergeSide, MergeReply | null>;

/** What each side said in the sample of it that is shown, turn by turn. Throws a Problem where the conversation is gone. */
export function readSideReplies(
  { store, setId, sides, session }: SideRepliesOptions,
  id: string,
  shown: MergeBehaviour["shown"],
): MergeReplies {
  const judged = new Map(
    mergeSides.map((side) => {
      const [sample, asked] = [shown[side], sides[side]];
      return [side, sample === null || asked === null ? [] : judgedReplies(session, id, sample, asked)];
    }),
  );
  const replyOf = (side: MergeSide, turn: number): MergeReply | null => {
    const one = judged.get(side)?.find((reply) => reply.turn === turn);
    if (!one) return null;
    const checks = session.checksAt(id, turn);
    const verdicts = one.verdicts.flatMap(({ status, counts }, at) => {
      const check = checks[at];
      return check ? [{ check, status, counts }] : [];
    });
    const passed = verdicts.every(({ status, counts }) => status === "pass" || !counts);
    return { text: store.texts.get(one.textId), passed, verdicts };
  };
  return {
    turns: userTurns(requireConversation(store, setId, id).turns).map(({ index, content, fixed }) => {
      const bySide: BySide = {
        base: replyOf("base", index),
        ours: replyOf("ours", index),
        theirs: replyOf("theirs", index),
        merged: replyOf("merged", index),
      };
      return { index, user: content, fixed, ...bySide };
    }),
  };
}

function judgedReplies(
  session: TrialSession,
  id: string,
  sample: number,
  asked: { text: string; settings: ModelSettings },
) {
  return session.judgedOf(asked.text, id, sample, asked.settings) ?? [];
}
