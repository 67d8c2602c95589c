import type { ChatMessage } from "../models/port.ts";

/** A reply's length where none was ever recorded, in tokens. */
export const USUAL_REPLY_TOKENS = 200;

/** About four characters a token: a rule of thumb for Latin script, and an estimate only. */
const CHARACTERS_PER_TOKEN = 4;

export function textTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** Input tokens of one call, estimated from its texts. */
export function requestTokens(request: { system: string; messages: readonly ChatMessage[] }): number {
  return textTokens(request.messages.reduce((sum, { content }) => sum + content.length, request.system.length));
}
