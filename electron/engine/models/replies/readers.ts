import type { ReplyReader } from "../provider-adapter.ts";
import { readAnthropicMessage } from "./anthropic-message.ts";
import { readChatCompletion } from "./chat-completions.ts";
import { readGoogleContent } from "./google-content.ts";
import { readResponse } from "./responses.ts";

/** Each reader with the least answer of its kind that the library takes, which is all that the library ever reads. */
export const chatCompletionReader: ReplyReader = {
  read: readChatCompletion,
  standIn: JSON.stringify({
    choices: [{ index: 0, message: { role: "assistant", content: "" }, finish_reason: "stop" }],
  }),
};

export const responseReader: ReplyReader = {
  read: readResponse,
  standIn: JSON.stringify({
    id: "",
    created_at: 0,
    model: "",
    output: [],
    usage: { input_tokens: 0, output_tokens: 0 },
  }),
};

export const anthropicReader: ReplyReader = {
  read: readAnthropicMessage,
  standIn: JSON.stringify({
    type: "message",
    id: "",
    model: "",
    content: [],
    stop_reason: "end_turn",
    usage: { input_tokens: 0, output_tokens: 0 },
  }),
};

export const googleReader: ReplyReader = {
  read: readGoogleContent,
  standIn: JSON.stringify({ candidates: [{ content: { parts: [{ text: "" }] }, finishReason: "STOP" }] }),
};
