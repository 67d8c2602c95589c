import { setImmediate as breathe } from "node:timers/promises";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import type { Judge, PairwiseStatus } from "../../../shared/domain/judge.ts";
import { Problem } from "../../../shared/problem.ts";
import { GraderFailed, noJudge, type Grader } from "../checks/graded/grader.ts";
import { now } from "../clock.ts";
import type { Events } from "../events.ts";
import type { Store } from "../store/store.ts";
import type { Needs } from "../trust/needs.ts";
import { chosenJudge } from "./choice.ts";
import { findPair } from "./find-pair.ts";
import type { Judges } from "./judges.ts";
import { pairQuestion, preferenceOf } from "./pair-question.ts";

export interface PairwiseDependencies {
  store: Store;
  events: Events;
  judges: Judges;
  needs: Needs;
  comparison(baselineRunId: string, candidateRunId: string): Comparison;
}

interface Round {
  running: boolean;
  done: number;
  total: number;
  problem: string | null;
  stop: AbortController;
  finished: Promise<void>;
}

const LANES = 6;
const TELL_EVERY_MS = 250;
/** So many failures in a row mean that nobody is there. */
const GIVE_UP_AFTER = 3;
/** Each pair is asked in both orders. */
const ORDERS = 2;

/** Has a judge compare the changed replies of two runs, pair by pair, in both orders. */
export function createPairwise({ store, events, judges, needs, comparison }: PairwiseDependencies) {
  const rounds = new Map<string, Round>();
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
    const pair = findPair(store, runs.baselineRunId, runs.candidateRunId, conversationId);
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
      store.write(() => store.preferences.put({ ...place, ...said, model: forward.by.model, calls, now: now() }));
      return true;
    } catch (error) {
      if (!(error instanceof GraderFailed)) throw error;
      const said = { winner: "error" as const, agreed: false, reason: error.message };
      const by = error.by ?? { model: name, calls: [] };
      store.write(() => store.preferences.put({ ...place, ...said, ...by, now: now() }));
      return false;
    }
  };

  const work = async (round: Round, ids: readonly string[], baselineRunId: string, candidateRunId: string) => {
    const judge = requireJudge();
    const name = `${judge.model.provider}/${judge.model.model}`;
    const runs = { baselineRunId: Number(baselineRunId), candidateRunId: Number(candidateRunId) };
    const grader = judges.alone(judge, () => undefined);
    const { signal } = round.stop;
    let next = 0;
    let failures = 0;
    let toldAt = 0;
    const lane = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined && !signal.aborted; id = ids[next++]) {
        const said = await judgePair(grader, name, runs, id, signal);
        failures = said ? 0 : failures + 1;
        round.done += 1;
        if (failures >= GIVE_UP_AFTER) throw new Error("The judge could not be asked: see the first changed replies.");
        if (Date.now() - toldAt < TELL_EVERY_MS) continue;
        toldAt = Date.now();
        events.changed("judges");
        await breathe();
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: Math.min(LANES, ids.length) }, lane));
    const broken = lanes.find((one) => one.status === "rejected");
    if (broken && !signal.aborted) round.problem = problemIn(broken.reason);
    round.running = false;
    events.changed("judges");
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
      } = rounds.get(keyOf(baselineRunId, candidateRunId)) ?? {};
      const wins = store.preferences.counts(Number(baselineRunId), Number(candidateRunId));
      return { running, done, total, problem, wins };
    },

    /** Begins to judge what is pending; resolves at once. */
    start(baselineRunId: string, candidateRunId: string): void {
      needs.require({ models: [requireJudge().model] });
      const key = keyOf(baselineRunId, candidateRunId);
      if (rounds.get(key)?.running) throw new Problem("busy", "The judge is comparing these replies already.");
      const ids = pending(baselineRunId, candidateRunId);
      const round: Round = {
        running: true,
        done: 0,
        total: ids.length,
        problem: null,
        stop: new AbortController(),
        finished: Promise.resolve(),
      };
      rounds.set(key, round);
      round.finished = work(round, ids, baselineRunId, candidateRunId);
      events.changed("judges");
    },

    /** Stops at once; what was judged is kept. */
    async stop(baselineRunId: string, candidateRunId: string): Promise<void> {
      const round = rounds.get(keyOf(baselineRunId, candidateRunId));
      round?.stop.abort(new Problem("bad-input", "Stopped by a person."));
      await round?.finished;
    },

    /** Resolves when a round has come to its end. */
    async settled(baselineRunId: string, candidateRunId: string): Promise<void> {
      await rounds.get(keyOf(baselineRunId, candidateRunId))?.finished;
    },

    async close(): Promise<void> {
      const all = [...rounds.values()];
      for (const { stop } of all) stop.abort(new Problem("busy", "The engine is closing."));
      await Promise.all(all.map(({ finished }) => finished));
    },
  };
}

/** What a stop of the grader stands for is in its cause. */
function problemIn(reason: unknown): string {
  const cause = reason instanceof Error && reason.cause instanceof Error ? reason.cause : reason;
  return cause instanceof Error ? cause.message : String(cause);
}

export type Pairwise = ReturnType<typeof createPairwise>;
