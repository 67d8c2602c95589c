import { skipToken, useQuery } from "@tanstack/react-query";
import type { ModelSettings, SavedModel } from "../../../shared/domain/model.ts";
import { orpc } from "../../engine-client/index.ts";
import { useSamples, type Samples } from "./replay-store.ts";

/** What a person picked, else what suits the model: of one that answers differently each time a single sample says little. */
export function useSampleChoice(model: SavedModel | null, own: ModelSettings): Samples {
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
