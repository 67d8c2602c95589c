import type { ModelSettings, ModelSpec, Provider } from "../domain/model.ts";
import { keyedProviders } from "../domain/provider.ts";
import type { Run } from "../domain/run.ts";

/** A model, and what it says of itself: only a scripted one knows whether it answers the same request in another way. */
interface ModelIdentity {
  provider: Provider;
  model: string;
  random?: boolean;
}

/**
 * Whether the same request may get another reply each time: the one rule for the command line, the window and the
 * engine. A provider's own temperature is above 0 wherever none is set. A seed holds the reply still, as well as it can,
 * where the provider takes one. Reasoning models are random whatever is set: they take no temperature.
 */
export function isRandomModel(model: ModelIdentity, settings: ModelSettings): boolean {
  if (model.random !== undefined) return model.random;
  if (ignoresTemperature(model)) return true;
  if (settings.temperature === 0) return false;
  return settings.seed === undefined || (model.provider !== "scripted" && !keyedProviders[model.provider].takesSeed);
}

/** Whether a recorded run was made with such a model. Runs from before this was recorded: as their settings say. */
export function isRandomRun({ random, model }: Pick<Run, "random" | "model">): boolean {
  if (random !== undefined) return random;
  return (
    model.provider !== "scripted" && isRandomModel({ provider: model.provider, model: model.model }, model.settings)
  );
}

/** Whether a model takes no temperature. Behind a compatible address its name may carry its maker in front: `openai/o3`. */
export function ignoresTemperature({ provider, model }: Pick<ModelSpec, "provider" | "model">): boolean {
  if (provider === "scripted") return false;
  return keyedProviders[provider].ignoresTemperature(model.toLowerCase().split("/").at(-1) ?? "");
}
