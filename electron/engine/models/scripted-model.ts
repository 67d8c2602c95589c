import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "../../../shared/message-of.ts";
import { Problem } from "../../../shared/problem.ts";
import type { ChatModel, ChatReply, ChatRequest } from "./port.ts";
import { scriptedReplier } from "./scripted-reply.ts";
import { parseScriptedRules } from "./scripted-rules.ts";

const library = "Counterproof scripted model 1";
const charactersPerToken = 4;

/**
 * Opens a rules file as a stand-in for a model: not a model, it answers by rules (see scripted-model.md).
 * Relative names are looked for in the folders in order. Throws Problem("unknown-model") when there is no
 * such file, Problem("unreadable-file") with file, line and column when it is not a valid one.
 */
export async function openScriptedModel(file: string, folders: readonly (string | null)[]): Promise<ChatModel> {
  const { place, bytes } = await readFirst(file, folders);
  const rules = parseScriptedRules(decode(bytes, place), place);
  const replyTo = scriptedReplier(rules);

  async function reply(request: ChatRequest, signal: AbortSignal): Promise<ChatReply> {
    signal.throwIfAborted();
    const started = performance.now();
    const { text, latencyMs } = replyTo(request);
    if (latencyMs > 0) await abortableWait(latencyMs, signal);
    const inputTokens = estimateTokens([request.system, ...request.messages.map((message) => message.content)]);
    const outputTokens = estimateTokens([text]);
    return {
      text,
      reasoning: null,
      finishReason: "stop",
      rawFinishReason: "stop",
      inputTokens,
      outputTokens,
      usage: JSON.stringify({ estimated: true, charactersPerToken, inputTokens, outputTokens }),
      requestBody: JSON.stringify({
        rules: rules.name,
        system: request.system,
        messages: request.messages,
        settings: request.settings,
        sample: request.sample,
      }),
      warnings: [],
      library,
      latencyMs: performance.now() - started,
      spentForMs: null,
    };
  }

  return {
    provider: "scripted",
    model: file,
    identity: createHash("sha256").update(bytes).digest("hex"),
    random:
      rules.rules.some(({ replies }) => replies.length > 1) ||
      rules.amend.some(({ chance }) => chance > 0 && chance < 1),
    reply,
  };
}

async function readFirst(
  file: string,
  folders: readonly (string | null)[],
): Promise<{ place: string; bytes: Uint8Array }> {
  const named = folders.filter((folder) => folder !== null);
  const places = path.isAbsolute(file) ? [file] : named.map((folder) => path.resolve(folder, file));
  for (const place of places) {
    try {
      return { place, bytes: await readFile(place) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : null;
      if (code === "ENOENT" || code === "ENOTDIR") continue;
      const why = code === "EISDIR" ? "it is a folder" : messageOf(error);
      throw new Problem("unreadable-file", `The rules file ${place} could not be read: ${why}.`, { file: place });
    }
  }
  const looked = places.length > 0 ? ` Looked for: ${places.join(", ")}.` : " There is no folder to look in.";
  throw new Problem(
    "unknown-model",
    `There is no rules file "${file}".${looked} A scripted model's name is the path of a rules file.`,
    { model: file },
  );
}

function decode(bytes: Uint8Array, place: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const message = `The rules file ${place} is not UTF-8 text. Save it as UTF-8.`;
    throw new Problem("unreadable-file", message, { file: place });
  }
}

/** Rejects with the signal's own reason, as the port asks; the timer alone would wrap it. */
async function abortableWait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function estimateTokens(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / charactersPerToken);
}
