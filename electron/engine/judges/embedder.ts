import type { EmbeddingSpec } from "../../../shared/domain/judge.ts";
import { GraderFailed } from "../checks/graded/grader.ts";
import type { EmbeddingModel } from "../models/port.ts";
import type { Store } from "../store/store.ts";
import { sha256 } from "../store/texts.ts";
import type { Caller } from "./caller.ts";
import { once } from "./once.ts";

export interface EmbedderOptions {
  store: Store;
  caller: Caller;
  spec: EmbeddingSpec;
}

/** Makes vectors of texts. The same text is sent once, ever: a model gives it the same vector each time. */
export function createEmbedder({ store, caller, spec: asked }: EmbedderOptions) {
  const spec = { ...asked, settings: {} };
  const underWay = once<Map<string, Float32Array>>();
  let opened: Promise<EmbeddingModel> | null = null;

  // "2": earlier builds kept vectors in the order of the answer, so that some stand under another one's text.
  const keyOf = (model: EmbeddingModel, text: string): Buffer =>
    sha256(JSON.stringify(["embedding 2", model.provider, spec.model, model.identity, text]));

  const fetch = async (model: EmbeddingModel, texts: readonly string[], signal: AbortSignal) => {
    const request = {
      system: "",
      messages: texts.map((content) => ({ role: "user" as const, content })),
      // Nothing is written in return.
      settings: { maxOutputTokens: 0 },
      sample: 0,
    };
    const work = async () => ({ ...(await model.embed(texts, signal)), outputTokens: 0 });
    const { reply } = await caller.call({ model, spec, request, learns: false, work }, signal);
    await caller.recorder.record(() =>
      texts.forEach((text, at) => {
        const vector = reply.vectors[at];
        if (vector) store.judgeCalls.putVector(keyOf(model, text), vector);
      }),
    );
    return new Map(texts.flatMap((text, at) => (reply.vectors[at] ? [[text, reply.vectors[at]]] : [])));
  };

  return {
    /** PROVIDER/MODEL. */
    name: `${spec.provider}/${spec.model}`,
    /** Rejects as a questioner's `ask` does. */
    async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
      signal.throwIfAborted();
      opened ??= caller.openEmbedding(asked);
      const model = await opened;
      const found = new Map<string, Float32Array>();
      for (const text of new Set(texts)) {
        const known = store.judgeCalls.vector(keyOf(model, text));
        if (known) found.set(text, known);
      }
      const missing = [...new Set(texts)].filter((text) => !found.has(text));
      if (missing.length === 0) caller.onCached();
      for (let from = 0; from < missing.length; from += model.most) {
        const batch = missing.slice(from, from + model.most);
        const made = await underWay(JSON.stringify(batch), () => fetch(model, batch, signal));
        for (const [text, vector] of made) found.set(text, vector);
      }
      const vectors = texts.flatMap((text) => found.get(text) ?? []);
      const length = vectors[0]?.length ?? 0;
      if (vectors.length !== texts.length || vectors.some((vector) => vector.length !== length)) {
        throw new GraderFailed("the embedding model gave vectors of different lengths, which cannot be compared");
      }
      return vectors;
    },
  };
}
