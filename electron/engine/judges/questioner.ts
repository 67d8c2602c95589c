import type { ModelSpec } from "../../../shared/domain/model.ts";
import { now } from "../clock.ts";
import type { ChatModel, ChatRequest } from "../models/port.ts";
import { cacheKey } from "../replay/cache-key.ts";
import type { Store } from "../store/store.ts";
import type { Caller } from "./caller.ts";
import { once } from "./once.ts";

export interface Asked {
  system: string;
  user: string;
  /** Counts the tries: another one may be answered otherwise. */
  sample: number;
  /** Whether an answer has the form that was asked for. */
  usable(answer: string): boolean;
}

interface Answered {
  id: number;
  answer: string;
}

export interface QuestionerOptions {
  store: Store;
  caller: Caller;
  useCache: boolean;
  spec: ModelSpec;
}

/** Puts questions to one judge model and keeps each with its answer. */
export function createQuestioner({ store, caller, useCache, spec }: QuestionerOptions) {
  const name = `${spec.provider}/${spec.model}`;
  const underWay = once<Answered>();
  const fresh = new Set<number>();
  let opened: Promise<ChatModel> | null = null;

  const send = async (model: ChatModel, key: Buffer, request: ChatRequest, asked: Asked, signal: AbortSignal) => {
    const work = () => model.reply(request, signal);
    const { reply, cost } = await caller.call({ model, spec, request, learns: true, work }, signal);
    const { text: answer, inputTokens, outputTokens, latencyMs } = reply;
    const id = await caller.recorder.record(() =>
      store.judgeCalls.insert({
        cacheKey: key,
        usable: asked.usable(answer),
        model: name,
        system: asked.system,
        user: asked.user,
        answer,
        inputTokens,
        outputTokens,
        cost,
        latencyMs,
        now: now(),
      }),
    );
    fresh.add(id);
    return { id, answer };
  };

  return {
    /** PROVIDER/MODEL. */
    name,
    /** Rejects with CallFailed, a Problem where the model cannot be opened, or the signal's reason. */
    async ask(asked: Asked, signal: AbortSignal): Promise<Answered> {
      signal.throwIfAborted();
      opened ??= caller.openModel(spec);
      const model = await opened;
      const { system, user, sample } = asked;
      const request: ChatRequest = {
        system,
        messages: [{ role: "user", content: user }],
        settings: spec.settings,
        sample,
      };
      const key = cacheKey(model, request);
      return underWay(key.toString("base64"), () => {
        const known = store.judgeCalls.find(key);
        // Without the cache, what this very run has asked is still not asked again.
        if (known && (useCache || fresh.has(known.id)) && asked.usable(known.answer)) {
          caller.onCached();
          return Promise.resolve(known);
        }
        return send(model, key, request, asked, signal);
      });
    },
  };
}
