import { Problem } from "../../../shared/problem.ts";
import { type ChatModel, ModelError } from "./port.ts";
import { clip } from "./redact.ts";

const request = {
  system: "You are a connection test.",
  messages: [{ role: "user", content: "Reply with the word ok." }],
  settings: { maxOutputTokens: 16 },
  sample: 0,
} satisfies Parameters<ChatModel["reply"]>[0];

/** One small call, and how it went in words for a person. Only failures of the call itself become an answer. */
export async function testModel(model: ChatModel): Promise<{ ok: boolean; message: string; latencyMs: number | null }> {
  try {
    const reply = await model.reply(request, new AbortController().signal);
    const text = clip(reply.text, 60);
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
