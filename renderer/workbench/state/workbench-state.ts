import { skipToken, useQuery } from "@tanstack/react-query";
import type { ModelSettings, SavedModel } from "../../../shared/domain/model.ts";
import { orpc } from "../../engine-client/index.ts";
import { useSamples, type Samples } from "./replay-options.ts";
import { useMemo } from "react";
import type { Branch, Draft, Prompt, Version } from "../../../shared/domain/prompt.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { useSelection } from "../../shell/index.ts";
import {
  type ChosenRuns,
  chooseRuns,
  followedVersion,
  resolveSides,
  type Side,
  type ComparedSides,
} from "./choose-runs.ts";

/** What a person picked, else what suits the model: of one that answers differently each time a single sample says little. */
function useSampleChoice(model: SavedModel | null, own: ModelSettings): Samples {
  const { samples } = useSamples();
  const spec = model && {
    provider: model.provider,
    model: model.model,
    baseUrl: model.baseUrl,
    settings: { ...model.settings, ...own },
  };
  const { data } = useQuery(orpc.models.random.queryOptions({ input: spec ?? skipToken }));
  return samples ?? (data?.random === true ? "auto" : 1);
}

/** The selected prompt, set, model, versions and runs, resolved against what the project has. */
export interface WorkbenchState {
  /** True until everything that decides the rest has been read once. */
  loading: boolean;
  error: unknown;
  prompt: Prompt | null;
  set: ConversationSet | null;
  model: SavedModel | null;
  sets: readonly ConversationSet[];
  models: readonly SavedModel[];
  /** Newest first. */
  versions: readonly Version[];
  /** In the order they were made; one of them is the current one. */
  branches: readonly Branch[];
  /** The version that the screen follows while none is picked: the current branch's head. */
  followed: number | null;
  draft: Draft | null;
  /** Newest first; of this prompt and set. */
  runs: readonly Run[];
  sides: ComparedSides;
  /** What a replay takes of each conversation: as picked, else what suits the model. */
  samples: Samples;
  baselineRun: Run | null;
  candidateRun: Run | null;
  /** What would be compared if that side were looked at. */
  runsWith: (candidate: Side) => ChosenRuns;
}

export function useWorkbenchState(): WorkbenchState {
  const { promptId, setId, modelId, baseline, candidate, runId } = useSelection();
  const prompts = useQuery(orpc.prompts.list.queryOptions());
  const sets = useQuery(orpc.sets.list.queryOptions());
  const models = useQuery(orpc.models.list.queryOptions());
  const prompt = byId(prompts.data, promptId);
  const set = byId(sets.data, setId);
  const model =
    models.data?.find((one) => one.id === modelId) ??
    models.data?.find((one) => one.isDefault) ??
    models.data?.[0] ??
    null;

  const ofPrompt = { input: { promptId: prompt?.id ?? "" }, enabled: prompt !== null };
  const versions = useQuery(orpc.versions.list.queryOptions(ofPrompt));
  const branches = useQuery(orpc.branches.list.queryOptions(ofPrompt));
  const draft = useQuery(orpc.drafts.get.queryOptions(ofPrompt));
  const runs = useQuery(
    orpc.runs.list.queryOptions({
      input: { promptId: prompt?.id ?? "", setId: set?.id ?? "" },
      enabled: prompt !== null && set !== null,
    }),
  );

  const listed = versions.data ?? emptyList;
  const followed = useMemo(() => followedVersion(listed, branches.data ?? emptyList), [listed, branches.data]);
  const sides = useMemo(
    () => resolveSides({ baseline, candidate }, listed, draft.data ?? null, followed),
    [baseline, candidate, listed, draft.data, followed],
  );
  const samples = useSampleChoice(model, settingsOfSides(listed, draft.data ?? null)(sides.candidate));
  const chooseFor = (of: ComparedSides): ChosenRuns => {
    return set && runs.data ? chooseRuns(runs.data, set.id, model, of, runId) : noRuns;
  };
  const chosen = chooseFor(sides);

  const queries = [prompts, sets, models, versions, branches, draft, runs];
  return {
    loading: queries.some((query) => query.isLoading),
    error: queries.find((query) => query.error !== null)?.error ?? null,
    prompt,
    set,
    model,
    sets: sets.data ?? emptyList,
    models: models.data ?? emptyList,
    versions: listed,
    branches: branches.data ?? emptyList,
    followed,
    draft: draft.data ?? null,
    runs: runs.data ?? emptyList,
    sides,
    samples,
    baselineRun: chosen.baseline,
    candidateRun: chosen.candidate,
    runsWith: (other) => chooseFor(resolveSides({ baseline, candidate: other }, listed, draft.data ?? null, followed)),
  };
}

/** The model settings that each side brings along; they win over those of the model. */
export function settingsOfSides(versions: readonly Version[], draft: Pick<Draft, "settings"> | null) {
  return (side: Side) =>
    (side === "draft" ? draft?.settings : versions.find((version) => version.number === side)?.settings) ?? {};
}

const emptyList: readonly never[] = [];
const noRuns: ChosenRuns = { baseline: null, candidate: null };

function byId<T extends { id: string }>(all: readonly T[] | undefined, id: string | null): T | null {
  return all?.find((one) => one.id === id) ?? all?.[0] ?? null;
}
