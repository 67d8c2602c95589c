import { setImmediate as breathe } from "node:timers/promises";
import type { Check } from "../../../shared/domain/check.ts";
import { wholeRuns } from "../../../shared/rules/run-of-version.ts";
import { userTurns, type AskedTurn } from "../../../shared/rules/turns.ts";
import type { Standings } from "./order.ts";
import type { Store } from "../store/store.ts";

/** One sample of one conversation that still needs replies. */
export interface Task {
  position: number;
  sample: number;
  contentId: number;
  /** Left out: the run's own version. `baseline`: with auto-samples, the version that it is compared with. */
  side?: "candidate" | "baseline";
  /** What an earlier attempt at the run recorded of it. */
  recorded: readonly { turn: number; textId: number }[];
}

/** A task that is being worked on. Only these hold texts: a run may have tens of thousands of tasks. */
export interface OpenTask extends Task {
  asked: AskedTurn[];
  /** Checks on every reply. */
  checks: readonly Check[];
  /** Per user turn: the reply and its text id if recorded, else null. */
  replies: ({ text: string; textId: number } | null)[];
}

const none: Task["recorded"] = [];

/** The checks on the reply to one turn, in the order in which verdicts are numbered. */
export function checksOn(turn: AskedTurn, conversationChecks: readonly Check[]): Check[] {
  return [...turn.checks, ...conversationChecks];
}

export function openTask(store: Store, task: Task): OpenTask {
  const content = store.conversations.contentOf(task.contentId);
  const asked = userTurns(content.turns);
  const replies: OpenTask["replies"] = asked.map(() => null);
  for (const { turn, textId } of task.recorded) replies[turn] = { textId, text: store.texts.get(textId) };
  return { ...task, asked, checks: content.checks, replies };
}

/**
 * Conversations × samples less what is recorded. Conversations in `first` lead, in their order, so that bad
 * news comes early; the rest follow in the order of the set, all of sample 0 before any of sample 1. With
 * `together` the samples of a conversation follow one another, so that it can be judged as soon as possible.
 */
export function planTasks(
  store: Store,
  runId: number,
  samples: number,
  first: readonly string[],
  together = false,
): Task[] {
  const recorded = new Map<string, { turn: number; textId: number }[]>();
  for (const row of store.outputs.recorded(runId)) {
    const key = `${row.position}/${row.sample}`;
    const list = recorded.get(key) ?? [];
    list.push({ turn: row.turn, textId: row.text_id });
    recorded.set(key, list);
  }
  const finished = new Set(store.results.ofRun(runId).map((result) => `${result.position}/${result.sample}`));
  const rank = new Map(first.map((id, at) => [id, at]));
  const conversations = store.runs
    .places(runId)
    .map((one) => ({ ...one, rank: rank.get(one.id) ?? first.length }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position);
  const taskOf = ({ position, contentId }: (typeof conversations)[number], sample: number): Task[] => {
    const key = `${position}/${sample}`;
    return finished.has(key) ? [] : [{ position, sample, contentId, recorded: recorded.get(key) ?? none }];
  };
  const rounds = Array.from({ length: samples }, (_, sample) => sample);
  return together
    ? conversations.flatMap((one) => rounds.flatMap((sample) => taskOf(one, sample)))
    : rounds.flatMap((sample) => conversations.flatMap((one) => taskOf(one, sample)));
}

/** The runs whose outcomes say where news is likely. */
const RUNS_LOOKED_AT = 20;

/** How conversations came out of the earlier runs of the same prompt and set, newest run first. */
export async function readStandings(
  store: Store,
  promptId: number,
  setId: string | null,
  before: number,
): Promise<Standings[]> {
  const ended = store.runs
    .list(promptId)
    .map(({ run }) => run)
    .filter((run) => run.setId === setId && Number(run.id) < before)
    .filter(({ progress }) => progress.status !== "running" && progress.recorded > 0);
  const earlier = wholeRuns(ended).slice(0, RUNS_LOOKED_AT);
  const standings: Standings[] = [];
  for (const run of earlier) {
    standings.push(store.runs.standings(Number(run.id)));
    await breathe();
  }
  return standings;
}
