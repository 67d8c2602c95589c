import type { Check, Verdict } from "../../../shared/domain/check.ts";
import type { PairedVerdict, Reply, TurnComparison } from "../../../shared/domain/comparison.ts";
import { userTurns, type AskedTurn } from "../../../shared/rules/turns.ts";
import { shownCheck } from "../../../shared/rules/webhook-address.ts";
import { saidOf } from "../people/said-of.ts";
import { checksOn } from "../replay/plan.ts";
import type { RunConversation } from "../store/runs.ts";
import type { Failure } from "../store/results.ts";
import type { Store } from "../store/store.ts";
import type { TextDiffer } from "./text-diff.ts";

interface SampleSide {
  asked: AskedTurn[];
  checks: readonly Check[];
  replies: Map<number, Reply>;
  failure: Failure | null;
}

/** One sample of one conversation, turn by turn, with the differences between the two sides. */
export async function compareTurns(
  store: Store,
  differ: TextDiffer,
  baseline: { runId: number; conversation: RunConversation } | null,
  candidate: { runId: number; conversation: RunConversation } | null,
  sample: number,
): Promise<TurnComparison[]> {
  const before = baseline && readSample(store, baseline.runId, baseline.conversation, sample);
  const after = candidate && readSample(store, candidate.runId, candidate.conversation, sample);
  const shown = after ?? before;
  if (!shown) return [];
  const aligned = before && after && baseline?.conversation.contentId === candidate?.conversation.contentId;
  return Promise.all(
    shown.asked.map(async (turn): Promise<TurnComparison> => {
      const was = before?.replies.get(turn.index) ?? null;
      const is = after?.replies.get(turn.index) ?? null;
      return {
        index: turn.index,
        user: turn.content,
        fixed: turn.fixed,
        baseline: was,
        candidate: is,
        baselineError: before?.failure?.turn === turn.index ? before.failure.message : null,
        candidateError: after?.failure?.turn === turn.index ? after.failure.message : null,
        diff: was && is && was.text !== is.text ? await differ.diff(was.text, is.text) : null,
        verdicts: aligned
          ? pairVerdicts(checksOn(turn, shown.checks), was, is)
          : [...oneSided(was, "baseline"), ...oneSided(is, "candidate")],
      };
    }),
  );
}

function readSample(store: Store, runId: number, conversation: RunConversation, sample: number): SampleSide {
  const content = store.conversations.contentOf(conversation.contentId);
  const asked = userTurns(content.turns);
  const replies = new Map<number, Reply>();
  const reasoning = store.replyReasoning.ofSample(runId, conversation.position, sample);
  for (const output of store.outputs.ofSample(runId, conversation.position, sample)) {
    const turn = asked[output.turn];
    if (!turn) continue;
    const verdicts = store.outputs.verdicts(output.id);
    replies.set(output.turn, {
      text: output.text,
      reasoning: reasoning.get(output.turn) ?? null,
      reasoningTokens: reasoningTokens(output.usage),
      finishReason: output.finishReason,
      inputTokens: output.inputTokens,
      outputTokens: output.outputTokens,
      latencyMs: output.latencyMs,
      cost: output.cost,
      cached: output.cached,
      warnings: output.warnings,
      attempts: output.attempts,
      verdicts: checksOn(turn, content.checks).flatMap((check, at) => {
        const verdict = verdicts[at];
        return verdict ? [{ check: shownCheck(check), ...verdict }] : [];
      }),
      ...saidOf(store, { contentId: conversation.contentId, turn: output.turn, textId: output.textId }),
    });
  }
  const failure = store.results.failureAt(runId, conversation.position, sample);
  return { asked, checks: content.checks, replies, failure };
}

function pairVerdicts(checks: readonly Check[], was: Reply | null, is: Reply | null): PairedVerdict[] {
  return checks.map((check, at) => ({
    check: shownCheck(check),
    baseline: verdictAt(was, at),
    candidate: verdictAt(is, at),
  }));
}

/** Where the conversation was edited in between, checks no longer match up and stand one side at a time. */
function oneSided(reply: Reply | null, side: "baseline" | "candidate"): PairedVerdict[] {
  return (reply?.verdicts ?? []).map((verdict) => ({
    check: verdict.check,
    baseline: side === "baseline" ? said(verdict) : null,
    candidate: side === "candidate" ? said(verdict) : null,
  }));
}

function verdictAt(reply: Reply | null, at: number): PairedVerdict["baseline"] {
  const verdict = reply?.verdicts[at];
  return verdict ? said(verdict) : null;
}

function said({ status, reason, score, counts, judge }: Verdict): PairedVerdict["baseline"] {
  return { status, reason, score, counts, judge };
}

/** Tokens of thinking as the provider's usage counts them, by any provider's name for them; null where it does not. */
function reasoningTokens(usage: string): number | null {
  const found = /"(?:reasoning_tokens|thoughtsTokenCount|thinking_tokens)"\s*:\s*(\d{1,9})\b/.exec(usage)?.[1];
  return found === undefined ? null : Number(found);
}
