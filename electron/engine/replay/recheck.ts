import { type ConversationContent, userTurns } from "../../../shared/domain/conversation.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { canonicalContent } from "../store/content-hash.ts";
import { rubricChecks } from "../judges/rubrics.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Store } from "../store/store.ts";
import type { Verdict } from "../../../shared/domain/check.ts";
import { Problem } from "../../../shared/problem.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import { evaluateChecks } from "../checks/evaluate.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { currentTimestamp } from "../clock.ts";
import { chosenJudge } from "../judges/chosen-judge.ts";
import type { Judges } from "../judges/judges.ts";
import { requireStoredRun } from "./resolve-request.ts";
import { messagesUpToTurn } from "../calls/request.ts";
import { checksOnTurn, recomputeStatus } from "../annotations/sample-status.ts";

/** A conversation of a run whose checks are other ones by now. Its turns are what they were. */
interface StaleConversation {
  position: number;
  id: string;
  /** What the run checked it by. */
  contentId: number;
  /** The same turns with the checks that it has now, those of the set's rubrics included. */
  current: ConversationContent;
}

/**
 * The conversations of a run whose checks were edited since: what it says of them rests on checks that are gone. One
 * whose turns were edited is another conversation; one that is not in the set any more has nothing to be checked by.
 */
export function findStaleChecks(store: Store, run: Run): StaleConversation[] {
  if (run.setId === null) return [];
  const setId = Number(run.setId);
  const rubrics = rubricChecks(store, setId);
  const now = new Map(store.conversations.stored(setId).map((one) => [one.id, one]));
  return store.runs.conversationKeys(Number(run.id)).flatMap(({ position, id, contentId }) => {
    const stored = now.get(id);
    if (!stored || (rubrics.length === 0 && stored.contentId === contentId)) return [];
    const own = stored.content;
    const current = { ...own, checks: [...own.checks, ...rubrics] };
    const before = store.conversations.contentOf(contentId);
    if (canonicalContent(before) === canonicalContent(current)) return [];
    return haveSameTurns(before, current) ? [{ position, id, contentId, current }] : [];
  });
}

/** How many conversations have stale checks on either side of a comparison. */
export function countStaleChecks(store: Store, runs: readonly Run[]): number {
  return new Set(runs.flatMap((run) => findStaleChecks(store, run).map(({ id }) => id))).size;
}

/** They differ in nothing but their checks: replies to one are replies to the other. */
export function haveSameTurns(one: ConversationContent, other: ConversationContent): boolean {
  return serializeTurns(one) === serializeTurns(other);
}

function serializeTurns({ turns }: ConversationContent): string {
  return JSON.stringify(turns.map(({ role, content }) => [role, content]));
}

interface RecheckDependencies {
  store: Store;
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  judges: Judges;
  /** Told at the start and after each conversation. */
  onProgress(progress: { done: number; conversations: number }): void;
}

export interface RecheckResult {
  /** Conversations whose checks had changed. */
  conversations: number;
  replies: number;
  /** Samples that count another way now. */
  moved: number;
  /** Calls to the judge; the model under test is not asked. */
  judgeCalls: number;
}

interface NewVerdicts {
  outputId: number;
  verdicts: readonly Verdict[];
}

/**
 * Checks the recorded replies of a run by the checks that its set has now. The model under test is not called. A
 * conversation is written in one transaction: old verdicts are kept as superseded, what people said of the replies goes
 * along, and one that is done is not stale any more, so that a recheck that was cut off goes on where it stopped. The
 * signal stops it: the conversation that is being checked stays as it was. Throws the signal's reason then.
 * Throws Problem("busy") for a run that is being replayed, in this process or another.
 */
export async function recheck(
  { store, sandbox, webhooks, judges, onProgress }: RecheckDependencies,
  run: Run,
  signal: AbortSignal,
): Promise<RecheckResult> {
  if (run.progress.status === "running") {
    throw new Problem("busy", `Run ${run.id} is being replayed. Check it again when it has ended.`, { runId: run.id });
  }
  const runId = Number(run.id);
  const total: RecheckResult = { conversations: 0, replies: 0, moved: 0, judgeCalls: 0 };
  const judge = store.runJudges.get(runId) ?? chosenJudge(store);
  const grader = judge && judges.standalone(judge, () => (total.judgeCalls += 1));
  const beside = store.runs.supplementRun(runId);
  const runs = [runId, ...(beside === null ? [] : [beside])];

  const verdictsIn = async (of: number, { position, current }: StaleConversation): Promise<NewVerdicts[]> => {
    const system = store.texts.get(requireStoredRun(store, String(of)).textId);
    const asked = userTurns(current.turns);
    const found: NewVerdicts[] = [];
    for (const sample of samplesOf(store, of, position)) {
      const outputs = store.outputs.ofSample(of, position, sample);
      const replies = asked.map(({ index }) => outputs.find(({ turn }) => turn === index)?.text ?? null);
      for (const output of outputs) {
        const turn = asked[output.turn];
        if (!turn) continue;
        const checked = evaluateChecks(checksOnTurn(turn, current.checks), output, {
          sandbox,
          webhooks,
          grader,
          asked: { system, messages: messagesUpToTurn(asked, output.turn, replies) },
          signal,
        });
        found.push({ outputId: output.id, verdicts: await checked });
      }
    }
    return found;
  };

  const allStale = findStaleChecks(store, run);
  const tellProgress = (): void => onProgress({ done: total.conversations, conversations: allStale.length });
  tellProgress();
  for (const stale of allStale) {
    // Checks that need no waiting would keep a stop from being heard.
    await yieldToEventLoop();
    signal.throwIfAborted();
    const found = (await Promise.all(runs.map((of) => verdictsIn(of, stale)))).flat();
    // A check that was cut off counts as one that could not be evaluated: none of that is kept.
    signal.throwIfAborted();
    store.write(() => {
      const { status } = requireStoredRun(store, run.id).run.progress;
      if (status === "running") throw new Problem("busy", `Run ${run.id} is being replayed.`, { runId: run.id });
      const { id: contentId } = store.texts.putHashed(canonicalContent(stale.current));
      const checks = store.supersededVerdicts.countChecks(stale.current);
      for (const { outputId, verdicts } of found)
        store.supersededVerdicts.replace(outputId, verdicts, currentTimestamp());
      store.supersededVerdicts.copyAnnotations(stale.contentId, contentId);
      for (const of of runs) {
        store.supersededVerdicts.moveContent(of, stale.position, contentId, checks);
        for (const sample of samplesOf(store, of, stale.position))
          if (recomputeStatus(store, of, stale.position, sample)) total.moved += 1;
      }
      store.annotations.bumpStatusRevision();
    });
    total.conversations += 1;
    total.replies += found.length;
    tellProgress();
  }
  return total;
}

function samplesOf(store: Store, runId: number, position: number): number[] {
  return store.results.ofConversation(runId, position).map(({ sample }) => sample);
}
