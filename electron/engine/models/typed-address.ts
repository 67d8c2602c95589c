import type { EmbeddingSpec } from "../../../shared/domain/judge.ts";
import type { ConsentKey } from "../../../shared/domain/trust.ts";
import { modelConsent, type Trust } from "../trust/trust.ts";
import { addressOf } from "./open-model.ts";
import { keyVariables } from "./keys.ts";
import { providerTable } from "./provider-table.ts";

/**
 * What a person allows by typing a model's address, or the path of a rules file, into the window: also that the
 * provider's key goes there, whether it is set already or later. `before` is what stood there: an address that came with
 * the project and was left as it is has been typed by nobody. Null where nothing has to be allowed.
 */
function typedConsent(trust: Trust, spec: EmbeddingSpec, before: EmbeddingSpec | null): ConsentKey | null {
  if (spec.provider === "scripted") return spec.model === before?.model ? null : trust.fileConsent(spec.model);
  if (spec.baseUrl === null || spec.baseUrl === before?.baseUrl) return null;
  return modelConsent({
    baseUrl: addressOf(spec.provider, spec.baseUrl),
    ownBaseUrl: providerTable[spec.provider].defaultBaseUrl,
    key: keyVariables[spec.provider],
  });
}

/** Does what keeps a spec that a person typed, then keeps their consent to it. */
export function keepTyped<T>(trust: Trust, spec: EmbeddingSpec | null, before: EmbeddingSpec | null, save: () => T): T {
  const typed = spec && typedConsent(trust, spec, before);
  const saved = save();
  if (typed) trust.allow([typed]);
  return saved;
}

/** Allows what a person typed, for as long as this process lives. */
export function giveTyped(trust: Trust, spec: EmbeddingSpec, before: EmbeddingSpec | null): void {
  const typed = typedConsent(trust, spec, before);
  if (typed) trust.give(typed);
}
