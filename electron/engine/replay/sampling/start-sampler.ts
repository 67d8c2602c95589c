import type { Run } from "../../../../shared/domain/run.ts";
import type { Store } from "../../store/store.ts";
import type { TaskSource } from "../task-source.ts";
import { countBaseline, readCases } from "./read-cases.ts";
import { createSampler } from "./sampler.ts";

/** A baseline run that is under way itself. */
export interface Follow {
  /** Whether it may still bring samples of the conversation at a position. */
  isOpen(position: number): boolean;
  /** Tells which conversation it is done with; null when it has ended. Returns what stops that. */
  listen(onNews: (position: number | null) => void): () => void;
}

export interface SamplerStart {
  /** Ids of conversations that come first. */
  first: readonly string[];
  /** Replies that are recorded, on both sides. */
  recorded: number;
  /** Calls that the run has made so far, further tries and the judge's included. */
  spent(): number;
  /** Null for a baseline run that has ended. */
  follow: Follow | null;
  /** Told of each conversation that was found broken. */
  onBroke(id: string): void;
}

/** The tasks of a run with auto-samples; goes on where an earlier attempt stopped. */
export function startSampler(store: Store, run: Run, start: SamplerStart): { tasks: TaskSource; close(): void } {
  const runId = Number(run.id);
  const besideId = store.runs.beside(runId);
  const baselineId = run.baselineRunId === null ? null : Number(run.baselineRunId);
  const { follow } = start;
  const baselineOpen = (position: number): boolean => follow?.isOpen(position) ?? false;
  const cases = readCases(store, { runId, besideId, baselineId, baselineOpen }, start.first);
  const ids = new Map(cases.map((one) => [one.position, one.id]));
  const sampler = createSampler({
    cases,
    limit: run.sampling?.limit ?? run.samples,
    calls: run.sampling?.calls === undefined ? null : { most: run.sampling.calls, spent: start.spent },
    recorded: start.recorded,
    keep: (position, end) => store.runs.decide(runId, position, end),
    write: (work) => store.write(work),
    onEnd: (position, end) => {
      if (end === "broke") start.onBroke(ids.get(position) ?? "");
    },
  });

  const news = (position: number | null): void => {
    if (baselineId === null) return;
    const ready = sampler.waitingFor(position);
    if (ready.length === 0) return;
    try {
      store.write(() => {
        for (const each of ready) {
          sampler.arrived(each, (one) => {
            const own = store.results.ofConversation(baselineId, one.baselinePosition ?? -1);
            const beside = besideId === null ? [] : store.results.ofConversation(besideId, one.position);
            countBaseline(one, own, beside);
          });
        }
      });
    } catch (error) {
      sampler.fail(error);
    }
  };
  const stop = follow?.listen(news);
  return { tasks: sampler, close: () => stop?.() };
}
