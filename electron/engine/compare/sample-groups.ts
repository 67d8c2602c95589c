import type { Run } from "../../../shared/domain/run.ts";
import type { SampleGroup } from "../../../shared/domain/comparison.ts";
import { groupReplies } from "../../../shared/rules/reply-groups.ts";
import type { SampleResult, SampleStatus } from "../store/results.ts";
import type { Store } from "../store/store.ts";

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
      ? store.runs.beside(Number(candidate.id))
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
