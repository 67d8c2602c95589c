import { userTurns } from "../../../shared/rules/turns.ts";
import type { Verdict } from "../../../shared/domain/check.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import type { WebhookCaller } from "../checks/code/webhook-caller.ts";
import { evaluateChecks } from "../checks/evaluate.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { now } from "../clock.ts";
import { canonicalContent } from "../exchange/content-hash.ts";
import { chosenJudge } from "../judges/choice.ts";
import type { Judges } from "../judges/judges.ts";
import type { Store } from "../store/store.ts";
import { requireStoredRun } from "./find-runs.ts";
import { messagesFor } from "./history.ts";
import { checksOn } from "./plan.ts";
import { restate } from "./standing.ts";
import { staleChecks, type StaleConversation } from "./stale-checks.ts";

export interface RecheckDependencies {
  store: Store;
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  judges: Judges;
}

export interface Rechecked {
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
 * along, and one that is done is not stale any more, so that a recheck that was cut off goes on where it stopped.
 * Throws Problem("busy") for a run that is being replayed, in this process or another.
 */
export async function recheck(
  { store, sandbox, webhooks, judges }: RecheckDependencies,
  run: Run,
  signal: AbortSignal,
): Promise<Rechecked> {
  if (run.progress.status === "running") {
    throw new Problem("busy", `Run ${run.id} is being replayed. Check it again when it has ended.`, { runId: run.id });
  }
  const runId = Number(run.id);
  const total: Rechecked = { conversations: 0, replies: 0, moved: 0, judgeCalls: 0 };
  const judge = store.runJudges.get(runId) ?? chosenJudge(store);
  const grader = judge && judges.alone(judge, () => (total.judgeCalls += 1));
  const beside = store.runs.beside(runId);
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
        const checked = evaluateChecks(checksOn(turn, current.checks), output, {
          sandbox,
          webhooks,
          grader,
          asked: { system, messages: messagesFor(asked, output.turn, replies) },
          signal,
        });
        found.push({ outputId: output.id, verdicts: await checked });
      }
    }
    return found;
  };

  for (const stale of staleChecks(store, run)) {
    signal.throwIfAborted();
    const found = (await Promise.all(runs.map((of) => verdictsIn(of, stale)))).flat();
    store.write(() => {
      const { status } = requireStoredRun(store, run.id).run.progress;
      if (status === "running") throw new Problem("busy", `Run ${run.id} is being replayed.`, { runId: run.id });
      const { id: contentId } = store.texts.putHashed(canonicalContent(stale.current));
      const checks = store.rechecks.checksIn(stale.current);
      for (const { outputId, verdicts } of found) store.rechecks.replace(outputId, verdicts, now());
      store.rechecks.carryPeople(stale.contentId, contentId);
      for (const of of runs) {
        store.rechecks.moveContent(of, stale.position, contentId, checks);
        for (const sample of samplesOf(store, of, stale.position))
          if (restate(store, of, stale.position, sample)) total.moved += 1;
      }
      store.people.move();
    });
    total.conversations += 1;
    total.replies += found.length;
  }
  return total;
}

function samplesOf(store: Store, runId: number, position: number): number[] {
  return store.results.ofConversation(runId, position).map(({ sample }) => sample);
}
