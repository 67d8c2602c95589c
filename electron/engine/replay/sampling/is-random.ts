import type { ModelSettings, ModelSpec } from "../../../../shared/domain/model.ts";
import type { ChatModel } from "../../models/port.ts";

/**
 * Whether the same request may get another reply each time. A provider's own temperature is above 0 wherever none is
 * set; a seed holds the reply still, as well as it can, where the provider takes one. A scripted model says it itself.
 */
export function isRandom(model: Pick<ChatModel, "provider" | "random">, settings: ModelSettings): boolean {
  if (model.random !== undefined) return model.random;
  if (settings.temperature === 0) return false;
  return settings.seed === undefined || model.provider === "anthropic";
}

/** The same of a model that need not be open. Only a scripted one has to be; one that cannot be read is asked once. */
export async function isRandomSpec(open: (spec: ModelSpec) => Promise<ChatModel>, spec: ModelSpec): Promise<boolean> {
  if (spec.provider !== "scripted") return isRandom({ provider: spec.provider }, spec.settings);
  const model = await open(spec).catch(() => null);
  return model !== null && isRandom(model, spec.settings);
}
