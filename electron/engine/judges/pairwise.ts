import { z } from "zod";
import type { PairwisePreference, Judge, PairwiseStatus } from "../../../shared/domain/judge.ts";
import {
  judgePrompt,
  transcript,
  type JudgeQuestion,
  GraderFailed,
  GradingStopped,
  noJudge,
  type Grader,
} from "../checks/graded/grader.ts";
import type { ChatMessage } from "../models/model-interface.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";
import { messagesUpToTurn } from "../calls/request.ts";
import type { Store } from "../store/store.ts";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import type { EventBus } from "../events.ts";
import { createJobRunner, workThroughItems, type Job, type JobState } from "../job-runner.ts";
import type { ConsentCheck } from "./consent-check.ts";
import { chosenJudge } from "./chosen-judge.ts";
import type { Judges } from "./judges.ts";

const answer = z.object({ reason: z.string().trim().min(1), winner: z.enum(["A", "B", "tie"]) });
export type PairAnswer = z.infer<typeof answer>;

/** Two replies to the same turn; `asked` ends with it. */
interface ReplyPair {
  asked: readonly ChatMessage[];
  baseline: string;
  candidate: string;
}

/** Asks which of two replies is better, the first one as A. */
export function pairQuestion(asked: readonly ChatMessage[], first: string, second: string): JudgeQuestion<PairAnswer> {
  return {
    ...judgePrompt({
      task: `Two versions of a chatbot replied to the same last user turn. Judge which reply serves that user better: correct, to the point, safe, and in keeping with the conversation. Neither the order nor the length of the replies speaks for one. Say "tie" if neither is better. In your reason call them REPLY_A and REPLY_B.`,
      form: `{"reason": why, "winner": "A" if reply-A is better, "B" if reply-B is better, else "tie"}`,
      parts: [...transcript(asked), { name: "reply-A", text: first }, { name: "reply-B", text: second }],
    }),
    answer,
  };
}

/** What both orders say together: a winner only where they name the same one, so that the place decides nothing. */
export function preferenceOf(
  forward: PairAnswer,
  backward: PairAnswer,
): Pick<PairwisePreference, "winner" | "agreed" | "reason"> {
  const first = winnerSide(forward.winner, "baseline", "candidate");
  const second = winnerSide(backward.winner, "candidate", "baseline");
  if (first === second)
    return { winner: first, agreed: true, reason: nameReplies(forward.reason, "baseline", "candidate") };
  const said = [
    nameReplies(forward.reason, "baseline", "candidate"),
    nameReplies(backward.reason, "candidate", "baseline"),
  ];
  return { winner: "tie", agreed: false, reason: said.join(" / ") };
}

type Side = "baseline" | "candidate";

function winnerSide(winner: PairAnswer["winner"], a: Side, b: Side): Side | "tie" {
  return winner === "tie" ? "tie" : winner === "A" ? a : b;
}

function nameReplies(reason: string, a: Side, b: Side): string {
  return reason.replaceAll(/\breply[_ -]A\b/gi, `{${a}}`).replaceAll(/\breply[_ -]B\b/gi, `{${b}}`);
}

interface FoundPair extends ReplyPair {
  sample: number;
  turn: number;
}

/** Samples that are looked through for a difference; beyond these one would have shown. */
const MAX_SAMPLES_SEARCHED = 100;

/**
 * The first reply of a conversation that two runs do not share, in the first sample that has one: up to there both saw
 * the same history. Null where there is none.
 */
function findFirstDifference(
  store: Store,
  baseline: number,
  candidate: number,
  conversationId: string,
): FoundPair | null {
  const before = store.runs.conversation(baseline, conversationId);
  const after = store.runs.conversation(candidate, conversationId);
  if (!before || !after || before.contentId !== after.contentId) return null;
  const asked = userTurns(store.conversations.contentOf(after.contentId).turns);
  for (let sample = 0; sample < MAX_SAMPLES_SEARCHED; sample += 1) {
    const was = new Map(store.outputs.ofSample(baseline, before.position, sample).map((one) => [one.turn, one.text]));
    const is = new Map(store.outputs.ofSample(candidate, after.position, sample).map((one) => [one.turn, one.text]));
    if (was.size === 0 || is.size === 0) return null;
    for (const { index, fixed } of asked) {
      if (fixed !== null) continue;
      const [a, b] = [was.get(index), is.get(index)];
      if (a === undefined || b === undefined) break;
      if (a === b) continue;
      const replies = asked.map((one) => was.get(one.index) ?? null);
      return { sample, turn: index, asked: messagesUpToTurn(asked, index, replies), baseline: a, candidate: b };
    }
  }
  return null;
}

interface PairwiseDependencies {
  store: Store;
  events: EventBus;
  judges: Judges;
  needs: ConsentCheck;
  comparison(baselineRunId: string, candidateRunId: string): Comparison;
  log(line: string): void;
}

interface PairwiseRound extends JobState {
  done: number;
  total: number;
  problem: string | null;
}

const PAIRWISE_WORKERS = 6;
const TELL_EVERY_MS = 250;
/** Pairs of runs of which it can still be said how their last round ended. */
const MAX_REMEMBERED_ROUNDS = 500;
/** Each pair is asked in both orders. */
const ORDERS = 2;

/** Has a judge compare the changed replies of two runs, pair by pair, in both orders. */
export function createPairwise({ store, events, judges, needs, comparison, log }: PairwiseDependencies) {
  const rounds = createJobRunner<PairwiseRound, null, PairwiseRound>({
    name: "pairwise",
    log,
    show: ({ state }) => ({ ...state }),
    tell: () => events.changed("judges"),
    intervalMs: () => TELL_EVERY_MS,
    busy: "The judge is comparing these replies already.",
    failed({ state, signal }, error) {
      if (!signal.aborted) state.problem = problemMessage(error);
    },
    isExpected: (error) => error instanceof GradingStopped,
    remembered: MAX_REMEMBERED_ROUNDS,
  });
  const keyOf = (baselineRunId: string, candidateRunId: string): string => `${baselineRunId} ${candidateRunId}`;

  /** Changed conversations without a preference yet; those in error are asked again. */
  const pending = (baselineRunId: string, candidateRunId: string): string[] =>
    comparison(baselineRunId, candidateRunId)
      .rows.filter((row) => row.changed)
      .map((row) => row.id)
      .filter((id) => {
        const known = store.preferences.get(Number(baselineRunId), Number(candidateRunId), id);
        return known === null || known.winner === "error";
      });

  const requireJudge = (): Judge & { model: NonNullable<Judge["model"]> } => {
    const judge = chosenJudge(store);
    if (!judge?.model) throw new Problem("bad-input", `This needs a judge, and ${noJudge}.`);
    return { ...judge, model: judge.model };
  };

  /** True where the judge could say something. */
  const judgePair = async (
    grader: Grader,
    name: string,
    runs: { baselineRunId: number; candidateRunId: number },
    conversationId: string,
    signal: AbortSignal,
  ): Promise<boolean> => {
    const pair = findFirstDifference(store, runs.baselineRunId, runs.candidateRunId, conversationId);
    if (!pair) return true;
    const { sample, turn, asked, baseline, candidate } = pair;
    const place = { ...runs, conversationId, sample, turn };
    try {
      const [forward, backward] = await Promise.all([
        grader.ask(pairQuestion(asked, baseline, candidate), signal),
        grader.ask(pairQuestion(asked, candidate, baseline), signal),
      ]);
      const calls = [...forward.by.calls, ...backward.by.calls];
      const said = preferenceOf(forward.value, backward.value);
      store.write(() =>
        store.preferences.put({ ...place, ...said, model: forward.by.model, calls, now: currentTimestamp() }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof GraderFailed)) throw error;
      const said = { winner: "error" as const, agreed: false, reason: error.message };
      const by = error.by ?? { model: name, calls: [] };
      store.write(() => store.preferences.put({ ...place, ...said, ...by, now: currentTimestamp() }));
      return false;
    }
  };

  const judgeAll = async (
    { state, signal, report }: Job<PairwiseRound>,
    ids: readonly string[],
    baselineRunId: string,
    candidateRunId: string,
  ): Promise<void> => {
    const judge = requireJudge();
    const name = `${judge.model.provider}/${judge.model.model}`;
    const runs = { baselineRunId: Number(baselineRunId), candidateRunId: Number(candidateRunId) };
    const grader = judges.standalone(judge, () => undefined);
    await workThroughItems(ids, {
      signal,
      workers: PAIRWISE_WORKERS,
      async work(id) {
        const said = await judgePair(grader, name, runs, id, signal);
        state.done += 1;
        report();
        return said ? { end: "done" } : { end: "failed", reason: "" };
      },
      onHalt() {
        if (!signal.aborted) state.problem = "The judge could not be asked: see the first changed replies.";
      },
    });
  };

  return {
    /** How many pairs are still to be judged and how many calls that takes; fewer where the cache holds answers. */
    plan(baselineRunId: string, candidateRunId: string): { pairs: number; calls: number; judge: string | null } {
      const model = chosenJudge(store)?.model ?? null;
      const pairs = pending(baselineRunId, candidateRunId).length;
      return { pairs, calls: pairs * ORDERS, judge: model && `${model.provider}/${model.model}` };
    },

    status(baselineRunId: string, candidateRunId: string): PairwiseStatus {
      const {
        running = false,
        done = 0,
        total = 0,
        problem = null,
      } = rounds.latest(keyOf(baselineRunId, candidateRunId))?.state ?? {};
      const wins = store.preferences.counts(Number(baselineRunId), Number(candidateRunId));
      return { running, done, total, problem, wins };
    },

    /** Begins to judge what is pending; resolves at once. */
    start(baselineRunId: string, candidateRunId: string): void {
      needs.require({ models: [requireJudge().model] });
      rounds.begin(keyOf(baselineRunId, candidateRunId), (id) => {
        const ids = pending(baselineRunId, candidateRunId);
        return {
          state: { id, running: true, done: 0, total: ids.length, problem: null },
          context: null,
          work: (round) => judgeAll(round, ids, baselineRunId, candidateRunId),
        };
      });
      events.changed("judges");
    },

    /** Stops at once; what was judged is kept. */
    async stop(baselineRunId: string, candidateRunId: string): Promise<void> {
      const round = rounds.latest(keyOf(baselineRunId, candidateRunId));
      if (round) await rounds.stop(round.state.id);
    },

    /** Resolves when a round has come to its end. */
    async waitForEnd(baselineRunId: string, candidateRunId: string): Promise<void> {
      const round = rounds.latest(keyOf(baselineRunId, candidateRunId));
      if (round) await rounds.settled(round.state.id);
    },

    close: rounds.close,
  };
}

/** What a stop of the grader stands for is in its cause. */
function problemMessage(reason: unknown): string {
  const cause = reason instanceof Error && reason.cause instanceof Error ? reason.cause : reason;
  return cause instanceof Error ? cause.message : String(cause);
}

export type Pairwise = ReturnType<typeof createPairwise>;
