import type { EmbeddingSpec } from "../../../shared/domain/judge.ts";
import type { KeyedProvider, ModelSpec } from "../../../shared/domain/model.ts";
import { Problem } from "../../../shared/problem.ts";
import { cleanBaseUrl } from "./base-url.ts";
import { type CallTimeouts, defaultCallTimeouts } from "./call-limit.ts";
import { type KeySource, keyVariables } from "./keys.ts";
import type { ChatModel, EmbeddingModel } from "./port.ts";
import { providerTable } from "./provider-table.ts";
import { scriptedEmbedding } from "./scripted-embedding.ts";
import { createSdkEmbedding } from "./sdk-embedding.ts";
import { createSdkModel } from "./sdk-model.ts";
import { sendHttp, sendWith } from "./send.ts";
import { openScriptedModel } from "./scripted-model.ts";

export interface OpenModelDeps {
  keys: KeySource;
  /** Where a scripted model's rules file is looked for first; then in the working folder. */
  projectFolder: string | null;
  /** The network's edge, where a test or a host brings its own. */
  fetch?: typeof fetch;
  /** Limits of one call other than the usual ones. */
  timeouts?: Partial<CallTimeouts>;
}

/** Throws Problem("no-model-key") without a needed key, Problem("bad-input") without a usable address. */
export async function openModel(spec: ModelSpec, deps: OpenModelDeps): Promise<ChatModel> {
  if (spec.provider === "scripted") {
    return openScriptedModel(spec.model, [deps.projectFolder, process.cwd()]);
  }
  return createSdkModel({ ...callTerms(spec.provider, spec, deps), adapter: providerTable[spec.provider] });
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
  return createSdkEmbedding({ ...callTerms(spec.provider, spec, deps), label, embedding });
}

function callTerms(provider: KeyedProvider, spec: EmbeddingSpec, deps: OpenModelDeps) {
  return {
    provider,
    model: spec.model,
    baseUrl: addressOf(provider, spec.baseUrl),
    key: keyFor(provider, deps.keys),
    variable: keyVariables[provider],
    send: deps.fetch ? sendWith(deps.fetch) : sendHttp,
    timeouts: { ...defaultCallTimeouts, ...deps.timeouts },
  };
}

function addressOf(provider: KeyedProvider, baseUrl: string | null): string {
  // Always explicit: left out, the SDK would read OPENAI_BASE_URL and its like from the environment.
  const address = baseUrl ?? providerTable[provider].defaultBaseUrl;
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
  const { label, keyRequired } = providerTable[provider];
  const key = keys.get(provider);
  const variable = keyVariables[provider];
  if (key === null && keyRequired) {
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
