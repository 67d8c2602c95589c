import type { ModelSettings } from "../../../../shared/domain/model.ts";
import { evaluateChecks } from "../../checks/evaluate.ts";
import { now } from "../../clock.ts";
import { once } from "../../judges/once.ts";
import type { ChatRequest } from "../../models/port.ts";
import { RunHalted } from "../../replay/budget.ts";
import { createGate } from "../../replay/gate.ts";
import { messagesFor } from "../../replay/history.ts";
import { checksOn } from "../../replay/plan.ts";
import { CallFailed } from "../../replay/retry.ts";
import { isRandom } from "../../../../shared/rules/randomness.ts";
import type { JudgedReplies } from "../../store/trials.ts";
import { askReply, knownReply, type AskTerms } from "./ask.ts";
import type { TrialCase } from "./cases.ts";
import type { CheckTools } from "./check-tools.ts";
import { trialStanding } from "./standing.ts";
import { BudgetSpent, TrialFailed, type TrialOutcome, type TrialSession, type TrialSpent } from "./trial.ts";
import { trialKey } from "./trial-key.ts";

export interface SessionTerms extends AskTerms, CheckTools {
  settings: ModelSettings;
  concurrency: number;
  signal: AbortSignal;
  caseOf(conversationId: string): TrialCase;
  /** What was spent, judges' calls included. */
  total(): TrialSpent;
  listeners: Set<(spent: TrialSpent) => void>;
}

/** One sample with one text, as it is asked for. */
interface Trial {
  one: TrialCase;
  system: string;
  settings: ModelSettings;
  sample: number;
  key: Buffer;
}

export function createSession(terms: SessionTerms): TrialSession {
  const { store, recorder, model, brake, listeners, spent } = terms;
  const signal = AbortSignal.any([terms.signal, brake.signal]);
  const lanes = createGate({ limit: terms.concurrency });
  const single = once<TrialOutcome>();

  const trialOf = (system: string, conversationId: string, sample: number, own: ModelSettings = {}): Trial => {
    const one = terms.caseOf(conversationId);
    const settings = { ...terms.settings, ...own };
    const { contentSha256 } = one;
    return {
      one,
      system,
      settings,
      sample,
      key: trialKey({ system, contentSha256, model, settings, sample, judge: terms.judge }),
    };
  };

  const requestOf = ({ one, system, settings, sample }: Trial, turn: number, replies: readonly (string | null)[]) =>
    ({ system, messages: messagesFor(one.asked, turn, replies), settings, sample }) satisfies ChatRequest;

  const replay = async (trial: Trial): Promise<JudgedReplies> => {
    const { one } = trial;
    const replies: (string | null)[] = one.asked.map(() => null);
    const judged: JudgedReplies = [];
    for (const turn of one.asked) {
      if (turn.fixed !== null) continue;
      signal.throwIfAborted();
      const request = requestOf(trial, turn.index, replies);
      const reply = await askReply(terms, request, signal);
      const said = await evaluateChecks(checksOn(turn, one.checks), reply, {
        sandbox: terms.sandbox,
        webhooks: terms.webhooks,
        grader: terms.grader,
        asked: request,
        signal,
      });
      const error = said.find((verdict) => verdict.status === "error" && verdict.counts !== false);
      if (error) throw new TrialFailed(`A check of "${one.id}" could not be evaluated: ${error.reason}`);
      replies[turn.index] = reply.text;
      const verdicts = said.map(({ status, counts }) => ({ status, counts: counts !== false }));
      judged.push({ turn: turn.index, textId: store.texts.put(reply.text), verdicts });
    }
    return judged;
  };

  const obtain = async (trial: Trial): Promise<TrialOutcome> => {
    const known = store.trials.result(trial.key);
    if (known) {
      spent.cached += known.length;
      terms.onProgress();
      return outcomeOf(trial, known);
    }
    const judged = await lanes.pass(() => replay(trial), signal);
    await recorder.record(() => store.trials.putResult(trial.key, judged, now()));
    return outcomeOf(trial, judged);
  };

  const outcomeOf = ({ one }: Trial, replies: JudgedReplies): TrialOutcome => {
    const status = trialStanding(store, one, replies);
    if (status === "unevaluated") throw new TrialFailed(`A check of "${one.id}" could not be evaluated.`);
    return status === "passed" ? "pass" : "fail";
  };

  return {
    async run(text, conversationId, sample, own) {
      const trial = trialOf(text, conversationId, sample, own);
      try {
        return await single(trial.key.toString("base64"), () => obtain(trial));
      } catch (error) {
        terms.signal.throwIfAborted();
        if (error instanceof RunHalted) throw new BudgetSpent(error.message);
        if (error instanceof CallFailed) throw new TrialFailed(error.message, error);
        throw error;
      }
    },

    callsFor(text, conversationId, sample, own) {
      const trial = trialOf(text, conversationId, sample, own);
      if (store.trials.result(trial.key)) return 0;
      const live = trial.one.asked.filter((turn) => turn.fixed === null);
      const replies: (string | null)[] = trial.one.asked.map(() => null);
      const missing = live.findIndex((turn) => {
        const known = knownReply(store, model, requestOf(trial, turn.index, replies));
        replies[turn.index] = known?.text ?? null;
        return known === null;
      });
      return missing < 0 ? 0 : live.length - missing;
    },

    repliesOf: (...trial) => store.trials.result(trialOf(...trial).key)?.map(({ textId }) => textId) ?? null,
    judgedOf: (...trial) => store.trials.result(trialOf(...trial).key),
    turnsOf: (conversationId) => terms.caseOf(conversationId).asked.filter((turn) => turn.fixed === null).length,
    checksAt(conversationId, turn) {
      const { asked, checks } = terms.caseOf(conversationId);
      const at = asked[turn];
      return at ? checksOn(at, checks) : [];
    },
    isRandom: (own) => isRandom(model, { ...terms.settings, ...own }),
    get spent() {
      return terms.total();
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => brake.close(),
  };
}
