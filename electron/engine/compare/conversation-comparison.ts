import type { Check, Verdict } from "../../../shared/domain/check.ts";
import type { PairedVerdict, Reply, TurnComparison, SampleGroup } from "../../../shared/domain/comparison.ts";
import { userTurns, type IndexedUserTurn } from "../../../shared/domain/conversation.ts";
import { maskCheckAddresses } from "../../../shared/format/check.ts";
import { readAnnotations } from "../annotations/approved-replies.ts";
import { checksOnTurn } from "../annotations/sample-status.ts";
import type { RunConversation } from "../store/runs.ts";
import type { Failure, SampleResult, SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";
import type { TextDiffer } from "./text-diff.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { groupReplies } from "../statistics/reply-groups.ts";

interface SampleOfRun {
  asked: IndexedUserTurn[];
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
          ? pairVerdicts(checksOnTurn(turn, shown.checks), was, is)
          : [...verdictsOfOneSide(was, "baseline"), ...verdictsOfOneSide(is, "candidate")],
      };
    }),
  );
}

function readSample(store: Store, runId: number, conversation: RunConversation, sample: number): SampleOfRun {
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
      verdicts: checksOnTurn(turn, content.checks).flatMap((check, at) => {
        const verdict = verdicts[at];
        return verdict ? [{ check: maskCheckAddresses(check), ...verdict }] : [];
      }),
      ...readAnnotations(store, { contentId: conversation.contentId, turn: output.turn, textId: output.textId }),
    });
  }
  const failure = store.results.failureAt(runId, conversation.position, sample);
  return { asked, checks: content.checks, replies, failure };
}

function pairVerdicts(checks: readonly Check[], was: Reply | null, is: Reply | null): PairedVerdict[] {
  return checks.map((check, at) => ({
    check: maskCheckAddresses(check),
    baseline: verdictAt(was, at),
    candidate: verdictAt(is, at),
  }));
}

/** Where the conversation was edited in between, checks no longer match up and stand one side at a time. */
function verdictsOfOneSide(reply: Reply | null, side: "baseline" | "candidate"): PairedVerdict[] {
  return (reply?.verdicts ?? []).map((verdict) => ({
    check: verdict.check,
    baseline: side === "baseline" ? toPairedVerdict(verdict) : null,
    candidate: side === "candidate" ? toPairedVerdict(verdict) : null,
  }));
}

function verdictAt(reply: Reply | null, at: number): PairedVerdict["baseline"] {
  const verdict = reply?.verdicts[at];
  return verdict ? toPairedVerdict(verdict) : null;
}

function toPairedVerdict({ status, reason, score, counts, judge }: Verdict): PairedVerdict["baseline"] {
  return { status, reason, score, counts, judge };
}

/** Tokens of thinking as the provider's usage counts them, by any provider's name for them; null where it does not. */
function reasoningTokens(usage: string): number | null {
  const found = /"(?:reasoning_tokens|thoughtsTokenCount|thinking_tokens)"\s*:\s*(\d{1,9})\b/.exec(usage)?.[1];
  return found === undefined ? null : Number(found);
}

/** The samples of one conversation, those put together in which both sides replied the same. Largest group first. */
export function readSampleGroups(
  store: Store,
  baseline: Run | null,
  candidate: Run,
  conversationId: string,
): SampleGroup[] {
  const after = resultsIn(store, Number(candidate.id), conversationId);
  const before = baseline === null ? [] : resultsIn(store, Number(baseline.id), conversationId);
  const beside =
    candidate.sampling !== null && candidate.baselineRunId === baseline?.id
      ? store.runs.supplementRun(Number(candidate.id))
      : null;
  const further = beside === null ? [] : resultsIn(store, beside, conversationId);
  return sampleGroups([...before, ...further], after);
}

/** Of two results of one sample on a side the first counts. A sample that only one side has is a group by what that has. */
export function sampleGroups(baseline: readonly SampleResult[], candidate: readonly SampleResult[]): SampleGroup[] {
  const [before, after] = [bySample(baseline), bySample(candidate)];
  const samples = [...new Set([...after.keys(), ...before.keys()])].sort((a, b) => a - b);
  const groups = groupReplies(
    samples.map((sample) => ({
      sample,
      // Equal texts have one id: what is compared are the replies themselves.
      replies: [before, after].map((side) => JSON.stringify(side.get(sample)?.replyTexts ?? null)),
    })),
  );
  return groups.map(({ samples }) => ({
    samples,
    baseline: statusOf(samples.flatMap((sample) => before.get(sample)?.status ?? [])),
    candidate: statusOf(samples.flatMap((sample) => after.get(sample)?.status ?? [])),
  }));
}

function resultsIn(store: Store, runId: number, conversationId: string): SampleResult[] {
  const place = store.runs.conversation(runId, conversationId);
  return place === null ? [] : store.results.ofConversation(runId, place.position);
}

function bySample(results: readonly SampleResult[]): Map<number, SampleResult> {
  const found = new Map<number, SampleResult>();
  for (const result of results) if (!found.has(result.sample)) found.set(result.sample, result);
  return found;
}

function statusOf(statuses: readonly SampleStatus[]): SampleStatus | "mixed" | null {
  const [first] = statuses;
  if (first === undefined) return null;
  return statuses.every((status) => status === first) ? first : "mixed";
}
