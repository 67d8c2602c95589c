import type { EmbeddingSpec } from "../../../shared/domain/judge.ts";
import type { KeyedProvider, ModelSpec } from "../../../shared/domain/model.ts";
import { keyedProviders } from "../../../shared/domain/provider.ts";
import { Problem } from "../../../shared/problem.ts";
import { cleanBaseUrl } from "../trust/address.ts";
import { modelConsent, type Trust } from "../trust/trust.ts";
import type { ConsentKey } from "../../../shared/domain/consent.ts";
import { type CallTimeouts, defaultCallTimeouts } from "./call-timeouts.ts";
import { withSeparatedReasoning } from "./separate-reasoning.ts";
import { type KeySource, secretsIn } from "./api-keys.ts";
import type { ChatModel, EmbeddingModel } from "./model-interface.ts";
import { providerTable } from "./provider-table.ts";
import { scriptedEmbedding, openScriptedModel } from "./scripted-model.ts";
import { createSdkEmbedding, createSdkModel } from "./sdk-models.ts";
import { sendHttp, sendWithFetch } from "./http-client.ts";

interface OpenModelDeps {
  keys: KeySource;
  /** Says who may be asked, with which key, and which rules file may be read. */
  trust: Trust;
  /** Where a model's address comes from, in words; for the person who is asked to allow it. */
  sourceOf?(spec: EmbeddingSpec): string;
  /** The network's edge, where a test or a host brings its own. */
  fetch?: typeof globalThis.fetch;
  /** Limits of one call other than the usual ones. */
  timeouts?: Partial<CallTimeouts>;
}

/**
 * Throws Problem("no-model-key") without a needed key, Problem("bad-input") without a usable address, ConsentMissing
 * where nobody has allowed that this address is asked, or this rules file read.
 */
export async function openModel(spec: ModelSpec, deps: OpenModelDeps): Promise<ChatModel> {
  if (spec.provider === "scripted") {
    return withSeparatedReasoning(await openScriptedModel(spec.model, deps.trust, sourceOf(spec, deps)));
  }
  const terms = connectionOptions(spec.provider, spec, deps);
  return withSeparatedReasoning(createSdkModel({ ...terms, adapter: providerTable[spec.provider] }));
}

/** Throws as `openModel` does, and Problem("unknown-model") where the provider makes no vectors. */
export async function openEmbeddingModel(spec: EmbeddingSpec, deps: OpenModelDeps): Promise<EmbeddingModel> {
  if (spec.provider === "scripted") return scriptedEmbedding;
  const { label, embedding } = providerTable[spec.provider];
  if (embedding === null) {
    throw new Problem(
      "unknown-model",
      `${label} has no embedding models. Choose one of another provider in Settings.`,
      {
        provider: spec.provider,
      },
    );
  }
  return createSdkEmbedding({ ...connectionOptions(spec.provider, spec, deps), label, embedding });
}

/** The consent that opening a model takes; null where it takes none. Throws as `openModel` does for a bad address. */
export function consentForModel(
  spec: EmbeddingSpec,
  { keys, trust }: Pick<OpenModelDeps, "keys" | "trust">,
): ConsentKey | null {
  if (spec.provider === "scripted") return spec.model === "" ? null : trust.fileConsent(spec.model);
  return modelConsent(calledApi(spec.provider, spec.baseUrl, keys.get(spec.provider) !== null));
}

function calledApi(provider: KeyedProvider, baseUrl: string | null, hasKey: boolean) {
  return {
    baseUrl: apiAddressOf(provider, baseUrl),
    ownBaseUrl: keyedProviders[provider].address,
    key: hasKey ? keyedProviders[provider].keyVariable : null,
  };
}

function sourceOf(spec: EmbeddingSpec, deps: OpenModelDeps): string {
  return deps.sourceOf?.(spec) ?? `the model ${spec.model}`;
}

function connectionOptions(provider: KeyedProvider, spec: EmbeddingSpec, deps: OpenModelDeps) {
  const key = keyFor(provider, deps.keys);
  const api = calledApi(provider, spec.baseUrl, key !== null);
  return {
    provider,
    model: spec.model,
    baseUrl: api.baseUrl,
    key,
    secrets: secretsIn(deps.keys, process.env),
    permit: deps.trust.permitModel(api, sourceOf(spec, deps)),
    variable: keyedProviders[provider].keyVariable,
    send: deps.fetch ? sendWithFetch(deps.fetch) : sendHttp,
    timeouts: { ...defaultCallTimeouts, ...deps.timeouts },
  };
}

/** The address that is called. Throws Problem("bad-input") where there is none, or it holds a secret. */
function apiAddressOf(provider: KeyedProvider, baseUrl: string | null): string {
  // Always explicit: left out, the SDK would read OPENAI_BASE_URL and its like from the environment.
  const address = baseUrl ?? keyedProviders[provider].address;
  if (address === null) {
    throw new Problem(
      "bad-input",
      "An openai-compatible model needs the address of its server, for example http://127.0.0.1:11434/v1.",
      { provider },
    );
  }
  return cleanBaseUrl(address);
}

function keyFor(provider: KeyedProvider, keys: KeySource): string | null {
  const { label } = providerTable[provider];
  const { keyIsRequired, keyVariable: variable } = keyedProviders[provider];
  const key = keys.get(provider);
  if (key === null && keyIsRequired) {
    throw new Problem(
      "no-model-key",
      `${label} needs a key and none is set. Enter it in Settings or set ${variable}, then try again.`,
      { provider, variable },
    );
  }
  if (key !== null && !/^[\x21-\x7e]+$/.test(key)) {
    throw new Problem(
      "no-model-key",
      `The key for ${label} holds a space or a character that keys do not have. ` +
        `Enter it again in Settings or in ${variable}.`,
      { provider, variable },
    );
  }
  return key;
}

/**
 * What a person allows by typing a model's address, or the path of a rules file, into the window: also that the
 * provider's key goes there, whether it is set already or later. `before` is what stood there: an address that came with
 * the project and was left as it is has been typed by nobody. Null where nothing has to be allowed.
 */
function consentByTyping(trust: Trust, spec: EmbeddingSpec, before: EmbeddingSpec | null): ConsentKey | null {
  if (spec.provider === "scripted") return spec.model === before?.model ? null : trust.fileConsent(spec.model);
  if (spec.baseUrl === null || spec.baseUrl === before?.baseUrl) return null;
  return modelConsent({
    baseUrl: apiAddressOf(spec.provider, spec.baseUrl),
    ownBaseUrl: keyedProviders[spec.provider].address,
    key: keyedProviders[spec.provider].keyVariable,
  });
}

/** Does what keeps a spec that a person typed, then keeps their consent to it. */
export function saveWithTypedConsent<T>(
  trust: Trust,
  spec: EmbeddingSpec | null,
  before: EmbeddingSpec | null,
  save: () => T,
): T {
  const typed = spec && consentByTyping(trust, spec, before);
  const saved = save();
  if (typed) trust.allow([typed]);
  return saved;
}

/** Allows what a person typed, for as long as this process lives. */
export function allowTypedForProcess(trust: Trust, spec: EmbeddingSpec, before: EmbeddingSpec | null): void {
  const typed = consentByTyping(trust, spec, before);
  if (typed) trust.allowForProcess(typed);
}
