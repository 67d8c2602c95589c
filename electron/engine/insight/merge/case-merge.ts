import { setImmediate as breathe } from "node:timers/promises";
import type { MergedConversation, NewFailure } from "../../../../shared/domain/merge.ts";
import { messageOf } from "../../../../shared/message-of.ts";
import { Problem } from "../../../../shared/problem.ts";
import { tellMoreThanVerdicts } from "../../../../shared/rules/reply-groups.ts";
import type { Store } from "../../store/store.ts";
import { BudgetSpent, TrialFailed } from "../trials/trial.ts";
import { behave, type Behaviour } from "./behave.ts";
import type { PreparedCheck } from "./prepare-check.ts";
import type { MergeSide, Seen } from "./taken.ts";
import { inWords } from "./words.ts";

export interface CaseTerms extends Pick<PreparedCheck, "session" | "sides" | "parts"> {
  store: Store;
  random: boolean;
  /** Whether the model rolls dice by its own account: the same reply twice then says little. */
  rollsDice: boolean;
  signal: AbortSignal;
  log(line: string): void;
}

/** What was found out about one conversation, and the sample of each side that shows it. */
export interface CaseResult {
  told: MergedConversation;
  shown: Behaviour["shown"];
}

/** Checks one conversation after the other. Never rejects: what went wrong is an answer as well. */
export function createCaseMerge(terms: CaseTerms): (one: { id: string; title: string }) => Promise<CaseResult> {
  const { session, sides, parts, random, signal } = terms;
  const names = { ours: parts.ours.branch.name, theirs: parts.theirs.branch.name };

  return async ({ id, title }) => {
    let calls = 0;
    const asked = new Set<Promise<Seen>>();
    const replay = async (side: MergeSide, sample: number): Promise<Seen> => {
      const one = sides[side];
      if (!one) throw new Error("there is no base to replay");
      const { text, settings } = one;
      await breathe();
      signal.throwIfAborted();
      calls += session.callsFor(text, id, sample, settings);
      const pass = (await session.run(text, id, sample, settings)) === "pass";
      return seenOf(terms, session.judgedOf(text, id, sample, settings) ?? [], pass);
    };
    const take = (side: MergeSide, sample: number): Promise<Seen> => {
      const one = replay(side, sample);
      asked.add(one);
      return one;
    };
    try {
      const found = await behave({ random, hasBase: sides.base !== null, take });
      const { finding, certainty, tallies, shown } = found;
      const told: MergedConversation = {
        id,
        title,
        finding,
        surprise: finding === "unlikeBoth" || finding === "lostFix",
        detail: inWords(found, names),
        certainty,
        newFailures: found.newFailures.flatMap((key) => failureOf(terms, id, key)),
        checks: checksOf(terms, id),
        newReply: isNewReply(terms, id, shown),
        ...tallies,
        calls,
      };
      return { told, shown };
    } catch (error) {
      // Others of its samples may still be under way: what they bring in is kept and counted.
      await Promise.allSettled(asked);
      return { told: unanswered({ id, title, calls }, ...reasonOf(error, terms, id)), shown: nowhere };
    }
  };
}

const nowhere: Behaviour["shown"] = { base: null, ours: null, theirs: null, merged: null };

/** A conversation without an answer, and why. */
export function unanswered(
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

function reasonOf(error: unknown, { signal, log }: CaseTerms, id: string): ["stopped" | "failed", string] {
  if (signal.aborted) return ["stopped", "Stopped by a person. What was learnt is kept."];
  if (error instanceof BudgetSpent) return ["stopped", error.message];
  const message = messageOf(error);
  if (!(error instanceof TrialFailed || error instanceof Problem)) {
    log(`merge of ${id}: ${error instanceof Error ? (error.stack ?? message) : message}`);
  }
  return ["failed", message];
}

type Judged = NonNullable<ReturnType<PreparedCheck["session"]["judgedOf"]>>;

function seenOf({ store, random, rollsDice }: CaseTerms, judged: Judged, pass: boolean): Seen {
  const said = judged.flatMap(({ turn, verdicts }) => verdicts.map((one, at) => ({ key: keyOf(turn, at), ...one })));
  const counting = said.filter(({ counts }) => counts);
  // Where it passes all the same, a person has set aside what a judge said.
  const failing = pass ? [] : counting.filter(({ status }) => status === "fail").map(({ key }) => key);
  const isTelling = random && !rollsDice && tellMoreThanVerdicts(judged.map(({ textId }) => store.texts.get(textId)));
  const reply = isTelling ? `${pass} ${failing.join(" ")} ${judged.map(({ textId }) => textId).join(" ")}` : null;
  return { pass, reply, failing, checks: counting.length };
}

function keyOf(turn: number, at: number): string {
  return `${turn}:${at}`;
}

function failureOf({ session }: CaseTerms, id: string, key: string): NewFailure[] {
  const [turn = 0, at = 0] = key.split(":").map(Number);
  const check = session.checksAt(id, turn)[at];
  return check ? [{ turn, at, check }] : [];
}

function checksOf({ session, sides }: CaseTerms, id: string): number {
  const judged = session.judgedOf(sides.merged.text, id, 0, sides.merged.settings) ?? [];
  return judged.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
}

function isNewReply({ session, sides }: CaseTerms, id: string, shown: Behaviour["shown"]): boolean {
  const said = (side: "ours" | "theirs" | "merged"): string | null => {
    const sample = shown[side];
    const { text, settings } = sides[side];
    return sample === null ? null : (session.repliesOf(text, id, sample, settings)?.join() ?? null);
  };
  const merged = said("merged");
  return merged !== said("ours") && merged !== said("theirs");
}
