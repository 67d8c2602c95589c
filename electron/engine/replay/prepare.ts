import { replayRequestSchema, type ReplayRequest } from "../../../shared/contract/runs.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import type { ModelSpec, RateLimits } from "../../../shared/domain/model.ts";
import type { Budget, Run } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { requireSet } from "../conversations/conversations.ts";
import { costOf } from "../models/prices.ts";
import { getDraft } from "../prompts/drafts.ts";
import { requirePrompt } from "../prompts/prompts.ts";
import { resolveRef, type Resolved } from "../prompts/refs.ts";
import type { Store } from "../store/store.ts";
import { USUAL_REPLY_TOKENS } from "./estimate.ts";
import { parentRun } from "./find-runs.ts";
import { parseRequest } from "../parse-request.ts";

/** What a request names, with the version's settings over the model's. Whatever is wrong with it is thrown. */
export function prepareReplay(store: Store, asked: ReplayRequest) {
  const request = parseRequest(replayRequestSchema, asked);
  const prompt = requirePrompt(store, request.promptId);
  const set = requireSet(store, request.setId);
  const resolved = resolveRef(store, prompt, String(request.version));
  if (set.conversations === 0) {
    throw new Problem("bad-input", `The set "${set.name}" is empty. Import or write a conversation first.`, {
      set: set.name,
    });
  }
  if (resolved.text.trim() === "")
    throw new Problem("bad-input", "The prompt is empty. Write some text before you replay it.");
  if (request.history === "pinned" && request.baselineRunId === null) {
    throw new Problem("bad-input", "Pinned history needs a baseline run to take the replies from.");
  }
  const spec: ModelSpec = { ...request.model, settings: { ...request.model.settings, ...resolved.settings } };
  return { request, prompt, set, resolved, spec };
}

/** All conversations of the set, and those of them that are replayed. */
export function pickConversations(store: Store, set: ConversationSet, ids: readonly string[] | null) {
  const all = store.conversations.stored(Number(set.id));
  const picked = new Set(ids);
  const taken = ids === null ? all : all.filter((one) => picked.has(one.id));
  if (taken.length === 0) {
    throw new Problem("not-found", `None of the picked conversations is in the set "${set.name}" any more.`);
  }
  return { all, taken };
}

/**
 * What an edit is judged against: the run that stands for its parent. One with pinned history cannot be sampled further,
 * so that with auto-samples it is none.
 */
export function parentOf(
  store: Store,
  { promptId, setId, samples }: Pick<ReplayRequest, "promptId" | "setId" | "samples">,
  resolved: Resolved,
  spec: ModelSpec,
): Run | null {
  const parent = resolved.kind === "version" ? resolved.version.parentNumber : getDraft(store, promptId).baseNumber;
  const runs = store.runs.list(Number(promptId)).map(({ run }) => run);
  const found = parentRun(runs, parent, setId, spec);
  return samples === "auto" && found?.history === "pinned" ? null : found;
}

/** What a call to this model costs in US dollars by the prices as they are now; null when that is unknown. */
export function costWith(store: Store, spec: ModelSpec) {
  const own = store.prices.list();
  return (input: number | null, output: number | null): number | null =>
    input === null || output === null ? null : costOf(spec, input, output, own);
}

/** A limit in dollars needs a price, and what was spent before: `spent` is null when that is unknown. */
export function refuseUnkeepable(store: Store, budget: Budget | null, spec: ModelSpec, spent: number | null): void {
  if (budget?.cost == null) return;
  const unknown = costWith(store, spec)(1, 1) === null ? `The price of ${spec.model} is unknown` : null;
  const before = spent === null ? "What this run has cost so far is unknown" : null;
  const why = unknown ?? before;
  if (why === null) return;
  throw new Problem(
    "bad-input",
    `${why}, so a limit in dollars cannot be kept. Write its price into the settings, or limit calls or tokens.`,
    { model: spec.model },
  );
}

/** Tokens of a reply on average: in the baseline, else in the newest run over the set with this model, else a guess. */
export function usualReply(
  store: Store,
  { promptId, setId }: { promptId: string; setId: string | null },
  spec: ModelSpec,
  baselineRunId: string | null,
): number {
  const alike = store.runs
    .list(Number(promptId))
    .find(
      ({ run }) =>
        run.setId === setId &&
        run.model.provider === spec.provider &&
        run.model.model === spec.model &&
        run.progress.recorded > 0,
    );
  const known = baselineRunId ?? alike?.run.id ?? null;
  return (known === null ? null : store.outputs.averageReplyTokens(Number(known))) ?? USUAL_REPLY_TOKENS;
}

/** The tightest limits that saved models of this name and address have; null where nobody set any. */
export function rateLimitsOf(store: Store, spec: ModelSpec): RateLimits | null {
  const alike = store.models
    .list()
    .filter((one) => one.provider === spec.provider && one.model === spec.model && one.baseUrl === spec.baseUrl);
  const tightest = (values: (number | null)[]): number | null => {
    const set = values.filter((value) => value !== null);
    return set.length === 0 ? null : Math.min(...set);
  };
  const requestsPerMinute = tightest(alike.map((one) => one.requestsPerMinute));
  const tokensPerMinute = tightest(alike.map((one) => one.tokensPerMinute));
  return requestsPerMinute === null && tokensPerMinute === null ? null : { requestsPerMinute, tokensPerMinute };
}
