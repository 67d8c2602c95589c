import type { ChatModel, ChatRequest } from "../models/port.ts";
import { sha256 } from "../store/texts.ts";

/**
 * SHA-256 over all that decides a reply: provider, model, its identity (address or rules file), settings,
 * the exact messages and the sample index. Samples of one case therefore never share an answer.
 */
export function cacheKey(model: ChatModel, request: ChatRequest): Buffer {
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
