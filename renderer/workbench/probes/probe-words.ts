import type { ProbePlan } from "../../../shared/contract/probes.ts";
import type { ProbeState, Proposal } from "../../../shared/domain/probe.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { sideName } from "../run-choice.ts";
import { money } from "../words.ts";

/** What asking takes, before it starts. */
export function planInWords({ model, calls, cost }: ProbePlan): string {
  if (calls === 0) return `${model} was asked this before: it takes no call.`;
  const price = cost === null ? "price unknown" : cost === 0 ? "no cost" : `at most about ${money(cost)}`;
  return `1 call of ${model}, 2 where its answer cannot be read · ${price}`;
}

/** How far it is, or how it ended. */
export function stateInWords(state: ProbeState): string {
  const { running, doing, model, proposals, problem, triedOn, calls, cached } = state;
  if (running && doing === "asking") return `Asking ${model}…`;
  const tried = proposals.filter(({ trial }) => trial !== null).length;
  if (running) return `Replaying on ${triedOn === null ? "" : sideName(triedOn)}: ${tried} of ${proposals.length}`;
  if (problem !== null) return problem;
  const took = calls === 0 && cached > 0 ? "known, no call" : plural(calls, "call");
  if (triedOn === null) return `${plural(proposals.length, "proposal")} · ${took}`;
  const failing = proposals.filter(({ trial }) => trial?.outcome === "fail").length;
  return `${failing} of ${plural(proposals.length, "proposal")} ${failing === 1 ? "fails" : "fail"} on ${sideName(triedOn)} · ${took}`;
}

/** Sign and word of a proposal that was replayed. */
export function trialInWords({ trial }: Proposal): { sign: string; word: string } | null {
  if (trial === null) return null;
  if (trial.outcome === "failed") return { sign: "!", word: "not replayed" };
  return trial.outcome === "pass" ? { sign: "✓", word: "passes" } : { sign: "✗", word: "fails" };
}
