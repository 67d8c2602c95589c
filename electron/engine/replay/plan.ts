import type { Check } from "../../../shared/domain/check.ts";
import { userTurns, type AskedTurn } from "../../../shared/rules/turns.ts";
import type { Store } from "../store/store.ts";

/** One sample of one conversation that still needs replies. */
export interface Task {
  position: number;
  sample: number;
  asked: AskedTurn[];
  /** Checks on every reply. */
  checks: readonly Check[];
  /** Per user turn: the reply and its text id if recorded, else null. */
  replies: ({ text: string; textId: number } | null)[];
}

/** The checks on the reply to one turn, in the order in which verdicts are numbered. */
export function checksOn(turn: AskedTurn, conversationChecks: readonly Check[]): Check[] {
  return [...turn.checks, ...conversationChecks];
}

/**
 * Conversations × samples less what is recorded. Conversations in `first` lead, in their order, so that bad
 * news comes early; the rest follow in the order of the set, all of sample 0 before any of sample 1.
 */
export function planTasks(store: Store, runId: number, samples: number, first: readonly string[]): Task[] {
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
    .conversations(runId)
    .map((one) => ({ ...one, rank: rank.get(one.id) ?? first.length }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position);
  const parsed = conversations.map((one) => {
    const content = store.conversations.contentOf(one.contentId);
    return { position: one.position, asked: userTurns(content.turns), checks: content.checks };
  });

  const tasks: Task[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    for (const { position, asked, checks } of parsed) {
      const key = `${position}/${sample}`;
      if (finished.has(key)) continue;
      const replies: Task["replies"] = asked.map(() => null);
      for (const { turn, textId } of recorded.get(key) ?? []) {
        replies[turn] = { textId, text: store.texts.get(textId) };
      }
      tasks.push({ position, sample, asked, checks, replies });
    }
  }
  return tasks;
}

/** Conversations that did not pass in the newest earlier run of the same prompt and set. */
export function failedLast(store: Store, promptId: number, setId: string | null, before: number): string[] {
  const earlier = store.runs
    .list(promptId)
    .find(({ run }) => run.setId === setId && Number(run.id) < before && run.progress.recorded > 0);
  if (!earlier) return [];
  const id = Number(earlier.run.id);
  const failed = new Set(
    store.results
      .ofRun(id)
      .filter((result) => result.status !== "passed")
      .map((result) => result.position),
  );
  return store.runs
    .conversations(id)
    .filter((one) => failed.has(one.position))
    .map((one) => one.id);
}
