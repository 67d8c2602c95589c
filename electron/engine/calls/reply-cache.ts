import type { ChatModel, ChatRequest } from "../models/model-interface.ts";
import { sha256 } from "../store/texts.ts";
import type { Store } from "../store/store.ts";

/**
 * SHA-256 over all that decides a reply: provider, model, its identity (address or rules file), settings,
 * the exact messages and the sample index. Samples of one case therefore never share an answer.
 */
export function replyCacheKey(model: ChatModel, request: ChatRequest): Buffer {
  const { temperature, topP, maxOutputTokens, seed, thinking } = request.settings;
  return sha256(
    JSON.stringify([
      model.provider,
      model.model,
      model.identity,
      // Thinking is named where it is not kept apart alone, so that keys of earlier builds stay what they are.
      [
        temperature ?? null,
        topP ?? null,
        maxOutputTokens ?? null,
        seed ?? null,
        ...(thinking === "in-reply" ? [thinking] : []),
      ],
      request.system,
      request.messages.map((message) => [message.role, message.content]),
      request.sample,
    ]),
  );
}

/** Replays no longer find what was recorded up to now; the runs keep all of it. */
export function clearReplyCache(store: Store): void {
  store.write(() => {
    store.settings.set("cacheFrom", String(store.outputs.newestId()));
    store.settings.set("judgeCacheFrom", String(store.judgeCalls.newestId()));
    store.judgeCalls.clearVectors();
    store.trials.forget();
    store.proposalAnswers.forget();
  });
}

/** A deleted run's ids are given out again: the mark must not stand above them. */
export function lowerCacheMark(store: Store): void {
  const mark = Number(store.settings.get("cacheFrom") ?? 0);
  const newest = store.outputs.newestId();
  if (mark > newest) store.settings.set("cacheFrom", String(newest));
}
