import { setImmediate as breathe } from "node:timers/promises";
import type { BisectCase } from "../../../../shared/domain/bisect.ts";
import { BudgetSpent, TrialFailed, type TrialSession } from "../trials/trial.ts";
import { answerOf, cutAnswer, open } from "./answers.ts";
import type { Belief } from "./belief.ts";
import type { PathStop } from "./path.ts";
import type { Noise } from "./rates.ts";
import { searchCulprit } from "./search.ts";

/** In characters. Shorter replies come out the same by chance: "yes" is one of two. */
const TELLING_LENGTH = 80;

interface CaseTerms {
  lengthOf(textId: number): number;
  session: TrialSession;
  stops: readonly PathStop[];
  noise: Noise;
  onStep(): void;
}

export function newCase(conversationId: string, stops: readonly PathStop[]): BisectCase {
  return {
    conversationId,
    stops: stops.map(() => ({ passed: 0, failed: 0, probability: 0 })),
    same: 0,
    steps: [],
    calls: 0,
    result: null,
  };
}

/** Searches one conversation and writes all that is found into `one`. Rejects only where something other than a trial fails. */
export async function searchCase(one: BisectCase, terms: CaseTerms, signal: AbortSignal): Promise<void> {
  const { session, stops, noise, lengthOf, onStep } = terms;
  const { conversationId } = one;
  if (stops.length < 2) {
    one.result = open("no-difference", noDifference(stops));
    return;
  }
  const free = new Map<string, boolean>();
  let last: Belief | null = null;
  try {
    const { end, belief } = await searchCulprit({
      versions: stops.length,
      noise,
      async ask(version, sample) {
        await breathe();
        signal.throwIfAborted();
        const stop = stops[version];
        if (!stop) throw new Error(`no version at place ${version} of the path`);
        const before = session.spent.calls;
        try {
          return (await session.run(stop.text, conversationId, sample, stop.settings)) === "pass";
        } finally {
          one.calls += session.spent.calls - before;
        }
      },
      isKnown(version, sample) {
        const key = `${version}/${sample}`;
        const stop = stops[version];
        const known =
          free.get(key) ?? (stop ? session.callsFor(stop.text, conversationId, sample, stop.settings) === 0 : false);
        free.set(key, known);
        return known;
      },
      isSteady(version, samples) {
        const stop = stops[version];
        if (!stop) return false;
        const all = Array.from({ length: samples }, (_, sample) =>
          session.repliesOf(stop.text, conversationId, sample, stop.settings),
        );
        const [first] = all;
        if (!first || all.some((replies) => replies?.join() !== first.join())) return false;
        return first.reduce((into, textId) => into + lengthOf(textId), 0) >= TELLING_LENGTH;
      },
      onSample({ version, sample, pass, likely, certainty }, now) {
        last = now;
        const counts = one.stops[version];
        if (counts) counts[pass ? "passed" : "failed"] += 1;
        one.stops.forEach((stop, at) => (stop.probability = now.culprits[at] ?? 0));
        one.same = now.same;
        const told = one.steps.reduce((into, step) => into + step.calls, 0);
        one.steps.push({
          version: stops[version]?.version ?? "",
          sample,
          outcome: pass ? "pass" : "fail",
          calls: one.calls - told,
          likely: stops[likely]?.culprit?.version ?? null,
          certainty,
        });
        onStep();
      },
    });
    one.result = answerOf(end, belief, stops, (at) => one.stops[at] ?? { passed: 0, failed: 0 });
  } catch (error) {
    if (signal.aborted) one.result = cutAnswer("stopped", "Stopped; what was learnt is kept.", last, stops);
    else if (error instanceof BudgetSpent) one.result = cutAnswer("budget", error.message, last, stops);
    else if (error instanceof TrialFailed) {
      const why = `${error.message} What was learnt is kept: going on starts from there.`;
      one.result = cutAnswer("failed", why, last, stops);
    } else throw error;
  }
}

function noDifference(stops: readonly PathStop[]): string {
  const name = stops[0]?.version ?? "these";
  return `There is no version between the two that changes anything: text and settings are those of ${name} all along.`;
}
