import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { ChatModel } from "../models/port.ts";
import type { Store } from "../store/store.ts";
import { requireStoredRun } from "./find-runs.ts";
import { parentOf, type prepareReplay } from "./prepare.ts";

export type OpenModel = (spec: ModelSpec) => Promise<ChatModel>;

/** What a run is held against: named, or found where it must break against something. */
export function baselineOf(
  store: Store,
  asked: ReplayRequest,
  { request, resolved, spec }: ReturnType<typeof prepareReplay>,
): string | null {
  return request.baselineRunId ?? (request.failFast ? parentOf(store, asked, resolved, spec)?.id : null) ?? null;
}

/** The model of the further samples that a run with auto-samples takes of its baseline; `model` where it is the same. */
export async function openBaseline(
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
