import type { ModelSpec, RateLimits, SavedModel } from "../../../shared/domain/model.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";
import { cleanBaseUrl } from "../trust/address.ts";
import { type ChatModel, ModelError } from "./model-interface.ts";
import { clipLine } from "./redact.ts";
import { isRandomModel } from "../../../shared/rules/randomness.ts";

/**
 * Saves a model under a name; `id` null makes a new one. The first model of a project becomes its default.
 * Throws Problem("bad-input") for an address that holds a secret.
 */
export function saveModel(
  store: Store,
  change: { id: string | null; name: string; spec: ModelSpec; limits: RateLimits; isDefault: boolean },
): SavedModel {
  const { id, name, limits } = change;
  const spec = { ...change.spec, baseUrl: change.spec.baseUrl && cleanBaseUrl(change.spec.baseUrl) };
  return store.write(() => {
    const known = store.models.list();
    if (known.some((one) => one.name === name && one.id !== id)) {
      throw new Problem("conflict", `There is a model named "${name}" already. Choose another name.`, { name });
    }
    if (id !== null && !known.some((one) => one.id === id)) {
      throw new Problem("not-found", "This model does not exist any more.", { id });
    }
    const key = id === null ? store.models.insert(name, spec, limits) : Number(id);
    if (id !== null) store.models.update(key, name, spec, limits);
    if (change.isDefault || known.length === 0) store.models.makeDefault(key);
    const model = store.models.get(key);
    if (!model) throw new Error(`model ${key} was not saved`);
    return model;
  });
}

/** Takes a model off the list; runs keep their own copy. Another one becomes the default where needed. */
export function removeModel(store: Store, id: string): void {
  store.write(() => {
    const model = store.models.get(Number(id));
    if (!model) throw new Problem("not-found", "This model does not exist any more.", { id });
    store.models.remove(Number(id));
    const [next] = store.models.list();
    if (model.isDefault && next) store.models.makeDefault(Number(next.id));
  });
}

const testRequest = {
  system: "You are a connection test.",
  messages: [{ role: "user", content: "Reply with the word ok." }],
  settings: { maxOutputTokens: 16 },
  sample: 0,
} satisfies Parameters<ChatModel["reply"]>[0];

/** One small call, and how it went in words for a person. Only failures of the call itself become an answer. */
export async function testModel(model: ChatModel): Promise<{ ok: boolean; message: string; latencyMs: number | null }> {
  try {
    const reply = await model.reply(testRequest, new AbortController().signal);
    const text = clipLine(reply.text, 60);
    const said = text === "" ? "with an empty reply" : `“${text}”`;
    return {
      ok: true,
      message: [`${model.model} answered ${said} in ${reply.latencyMs} ms.`, ...reply.warnings].join(" "),
      latencyMs: reply.latencyMs,
    };
  } catch (error) {
    if (error instanceof ModelError || error instanceof Problem) {
      return { ok: false, message: error.message, latencyMs: null };
    }
    throw error;
  }
}

/** `isRandom` of a model that need not be open. Only a scripted one has to be; one that cannot be read is asked once. */
export async function isRandomSpec(open: (spec: ModelSpec) => Promise<ChatModel>, spec: ModelSpec): Promise<boolean> {
  if (spec.provider !== "scripted") return isRandomModel({ provider: spec.provider, model: spec.model }, spec.settings);
  const model = await open(spec).catch(() => null);
  return model !== null && isRandomModel(model, spec.settings);
}
