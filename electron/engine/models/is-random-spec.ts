import type { ModelSpec } from "../../../shared/domain/model.ts";
import { isRandom } from "../../../shared/rules/randomness.ts";
import type { ChatModel } from "./port.ts";

/** `isRandom` of a model that need not be open. Only a scripted one has to be; one that cannot be read is asked once. */
export async function isRandomSpec(open: (spec: ModelSpec) => Promise<ChatModel>, spec: ModelSpec): Promise<boolean> {
  if (spec.provider !== "scripted") return isRandom({ provider: spec.provider, model: spec.model }, spec.settings);
  const model = await open(spec).catch(() => null);
  return model !== null && isRandom(model, spec.settings);
}
