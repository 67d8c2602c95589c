import type { ModelIdentity, ModelSpec } from "../../../shared/domain/model.ts";
import type { Run, Budget } from "../../../shared/domain/run.ts";
import {
  newestCompleteRun,
  isRunOfModel,
  isSameModel,
  modelOfRun,
  runOfVersion,
} from "../../../shared/rules/run-of-version.ts";
import { Problem } from "../../../shared/problem.ts";
import { type ResolvedRef, resolveRef } from "../prompts/refs.ts";
import type { StoredRun } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { sha256 } from "../store/texts.ts";
import { replayRequestSchema, type ReplayRequest } from "../../../shared/contract/runs.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import { requireSet } from "../conversations/conversations.ts";
import { costFunctionFor } from "../models/prices.ts";
import { getDraft } from "../prompts/drafts.ts";
import { requirePrompt } from "../prompts/prompts.ts";
import { DEFAULT_REPLY_TOKENS } from "../calls/request.ts";
import { parseRequest } from "../parse-request.ts";
import type { ChatModel } from "../models/model-interface.ts";

/** A run by its id, or a Problem. */
export function requireStoredRun(store: Store, runId: string): StoredRun {
  const stored = store.runs.get(Number(runId));
  if (!stored) throw new Problem("not-found", "This run does not exist any more.", { runId });
  return stored;
}

/** Runs of what a REF names: a version's by its number, the draft's by its very text. Partial runs stand for nothing. */
export function runsOf(all: readonly Run[], resolved: ResolvedRef): Run[] {
  const runs = all.filter((run) => !run.partial);
  if (resolved.kind === "version") return runs.filter((run) => run.versionNumber === resolved.version.number);
  const hash = sha256(resolved.text).toString("hex");
  return runs.filter((run) => run.versionNumber === null && run.textSha256 === hash);
}

/** The run that stands for what a REF names: see `runOfVersion`. Null where nothing can be compared yet. */
export function runOfRef(all: readonly Run[], resolved: ResolvedRef): Run | null {
  return runOfVersion(runsOf(all, resolved));
}

/** The run that stands for the parent, over the same set with the same model; null where none is complete. */
function parentRun(
  runs: readonly Run[],
  parent: number | null,
  setId: string,
  model: ModelSpec & ModelIdentity,
): Run | null {
  if (parent === null) return null;
  return newestCompleteRun(
    runs.filter((run) => run.versionNumber === parent && run.setId === setId && isRunOfModel(run, model)),
  );
}

/** What a request names, with the version's settings over the model's. Whatever is wrong with it is thrown. */
export function resolveReplayRequest(store: Store, asked: ReplayRequest) {
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
export function findParentRun(
  store: Store,
  { promptId, setId, samples }: Pick<ReplayRequest, "promptId" | "setId" | "samples">,
  resolved: ResolvedRef,
  spec: ModelSpec,
): Run | null {
  const parent = resolved.kind === "version" ? resolved.version.parentNumber : getDraft(store, promptId).baseNumber;
  const runs = store.runs.list(Number(promptId)).map(({ run }) => run);
  const found = parentRun(runs, parent, setId, store.identifyModel(spec));
  return samples === "auto" && found?.history === "pinned" ? null : found;
}

/** A limit in dollars needs a price, and what was spent before: `spent` is null when that is unknown. */
export function refuseUnpricedBudget(store: Store, budget: Budget | null, spec: ModelSpec, spent: number | null): void {
  if (budget?.cost == null) return;
  const unknown = costFunctionFor(store, spec)(1, 1) === null ? `The price of ${spec.model} is unknown` : null;
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
export function typicalReplyTokens(
  store: Store,
  { promptId, setId }: { promptId: string; setId: string | null },
  spec: ModelSpec,
  baselineRunId: string | null,
): number {
  const model = store.identifyModel(spec);
  const alike = store.runs
    .list(Number(promptId))
    .find(({ run }) => run.setId === setId && isSameModel(modelOfRun(run), model) && run.progress.recorded > 0);
  const known = baselineRunId ?? alike?.run.id ?? null;
  return (known === null ? null : store.outputs.averageReplyTokens(Number(known))) ?? DEFAULT_REPLY_TOKENS;
}

export type OpenModel = (spec: ModelSpec) => Promise<ChatModel>;

/** What a run is held against: named, or found where it must break against something. */
export function findBaselineRunId(
  store: Store,
  asked: ReplayRequest,
  { request, resolved, spec }: ReturnType<typeof resolveReplayRequest>,
): string | null {
  return request.baselineRunId ?? (request.failFast ? findParentRun(store, asked, resolved, spec)?.id : null) ?? null;
}

/** The model of the further samples that a run with auto-samples takes of its baseline; `model` where it is the same. */
export async function openBaselineModel(
  store: Store,
  openModel: OpenModel,
  baselineRunId: string | null,
  spec: ModelSpec,
  model: ChatModel,
): Promise<ChatModel | null> {
  if (baselineRunId === null) return null;
  const other = requireStoredRun(store, baselineRunId).run.model;
  return JSON.stringify(other) === JSON.stringify(spec) ? model : openModel(other);
}
