import type { ChatMessage } from "../models/model-interface.ts";
import type { IndexedUserTurn } from "../../../shared/domain/conversation.ts";

/** A reply's length where none was ever recorded, in tokens. */
export const DEFAULT_REPLY_TOKENS = 200;

/** About four characters a token: a rule of thumb for Latin script, and an estimate only. */
const CHARACTERS_PER_TOKEN = 4;

export function estimateTextTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** Input tokens of one call, estimated from its texts. */
export function estimateRequestTokens(request: { system: string; messages: readonly ChatMessage[] }): number {
  return estimateTextTokens(request.messages.reduce((sum, { content }) => sum + content.length, request.system.length));
}

/**
 * The messages that stand before and at user turn `index`, as a deployed bot would send them.
 * `replies` holds the reply to each earlier turn; a fixed reply wins over it.
 */
export function messagesUpToTurn(
  asked: readonly IndexedUserTurn[],
  index: number,
  replies: readonly (string | null)[],
): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const turn of asked.slice(0, index + 1)) {
    messages.push({ role: "user", content: turn.content });
    if (turn.index === index) break;
    const reply = turn.fixed ?? replies[turn.index];
    if (reply == null) throw new Error(`no reply to turn ${turn.index} to put into the history`);
    messages.push({ role: "assistant", content: reply });
  }
  return messages;
}

/** Cannot stand in JSON text: JSON escapes control characters. */
const PLACEHOLDER_MARK = "\u0000";

/**
 * A request body with its known texts (system prompt, turns) taken out, so that thousands of bodies
 * are stored as one short form. `renderTemplate` gives back the body byte for byte.
 */
export function extractTemplate(body: string, texts: readonly string[]): string {
  let form = "";
  let from = 0;
  texts.forEach((text, index) => {
    const quoted = JSON.stringify(text);
    const at = body.indexOf(quoted, from);
    if (at < 0) return;
    form += `${body.slice(from, at)}${PLACEHOLDER_MARK}${index}${PLACEHOLDER_MARK}`;
    from = at + quoted.length;
  });
  return form + body.slice(from);
}

/** The inverse of `extractTemplate`, given the same texts. */
export function renderTemplate(form: string, texts: readonly string[]): string {
  return form
    .split(PLACEHOLDER_MARK)
    .map((part, at) => (at % 2 === 0 ? part : JSON.stringify(texts[Number(part)])))
    .join("");
}
