import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import { now } from "../clock.ts";
import { DEFAULT_LIMIT, FIRST_SAMPLES } from "../compare/sequential.ts";
import { setSha256 } from "../exchange/content-hash.ts";
import { chosenJudge } from "../judges/choice.ts";
import { withRubrics } from "../judges/set-rubrics.ts";
import type { Store } from "../store/store.ts";
import { requireStoredRun } from "./find-runs.ts";
import { pinnedReplies } from "./pinned.ts";
import { pickConversations, prepareReplay, refuseUnkeepable } from "./prepare.ts";
import { emptyProgress } from "./progress.ts";
import { addBeside } from "./sampling/add-beside.ts";

/** What is known of a run beside what was asked for. */
export interface Decided {
  /** The run that it is compared with. */
  against: string | null;
  /** Whether its model may answer the same request in another way. */
  random: boolean;
  /** With auto-samples: the calls that sampling stops at; null without a cap. */
  sampleCalls: number | null;
}

/**
 * Writes down a run and all that decides it; the caller holds the transaction. Whatever is wrong with the request is
 * thrown. Returns the run's id.
 */
export function insertRun(store: Store, asked: ReplayRequest, { against, random, sampleCalls }: Decided): string {
  const auto = asked.samples === "auto";
  const { request, prompt, set, resolved, spec } = prepareReplay(store, asked);
  const { all, taken } = withRubrics(store, set, pickConversations(store, set, request.conversationIds));
  refuseUnkeepable(store, request.budget, spec, 0);
  const baseline = against === null ? null : requireStoredRun(store, against).run;
  if (auto && baseline) refuseUnkeepable(store, request.budget, baseline.model, 0);
  const samples = request.samples === "auto" ? FIRST_SAMPLES : request.samples;
  const liveTurns = store.conversations.liveTurnsOf(Number(set.id));
  // Rubrics of the set make contents of their own, with the same turns.
  const turnsOf = (contentId: number): number => liveTurns.get(contentId) ?? store.conversations.liveTurns(contentId);
  const replies = taken.reduce((sum, one) => sum + turnsOf(one.contentId), 0) * samples;
  const hashes = all.map(({ id, contentSha256 }) => ({ id, contentSha256 }));
  const id = store.runs.insert(
    {
      promptId: Number(prompt.id),
      versionId: resolved.kind === "version" ? Number(resolved.version.id) : null,
      textId: store.texts.put(resolved.text),
      setId: Number(set.id),
      setName: set.name,
      setSha256: setSha256(hashes),
      model: spec,
      random,
      samples,
      sampling: auto
        ? { limit: request.sampleLimit ?? DEFAULT_LIMIT, ...(sampleCalls !== null && { calls: sampleCalls }) }
        : null,
      besideRunId: null,
      concurrency: request.concurrency,
      history: request.history,
      baselineRunId: baseline === null ? null : Number(baseline.id),
      useCache: request.useCache,
      partial: request.conversationIds !== null,
      failFast: request.failFast,
      budget: request.budget,
      progress: emptyProgress(taken.length, replies),
      now: now(),
    },
    taken,
  );
  const judge = chosenJudge(store);
  if (judge) store.runJudges.put(id, judge);
  if (auto && baseline) addBeside(store, id, Number(baseline.id), now());
  // Checked inside the transaction, so that a run that cannot start leaves nothing behind.
  if (request.history === "pinned") pinnedReplies(store, Number(request.baselineRunId), id);
  return String(id);
}
