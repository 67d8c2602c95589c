import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Problem } from "../../../shared/problem.ts";
import type { Trust } from "../trust/trust.ts";
import type { ChatModel, ChatReply, ChatRequest } from "./port.ts";
import { scriptedReplier } from "./scripted-reply.ts";
import { parseScriptedRules } from "./scripted-rules.ts";

const library = "Counterproof scripted model 1";
const charactersPerToken = 4;

/** A rules file is written by hand; a larger one would hold the engine while it is parsed. */
const maxRulesBytes = 8 * 1024 * 1024;

/**
 * Opens a rules file as a stand-in for a model: not a model, it answers by rules (see scripted-model.md).
 * Trust says where it is looked for and whether it may be read; `from` is what names it. Throws
 * Problem("unknown-model") when there is no such file, Problem("unreadable-file") with file, line and column when it
 * is not a valid one, ConsentMissing when it may not be read.
 */
export async function openScriptedModel(
  file: string,
  trust: Pick<Trust, "readRules" | "placesOf">,
  from: string,
): Promise<ChatModel> {
  const read = await trust.readRules(file, maxRulesBytes, from);
  if (read === null) throw noRules(file, trust.placesOf(file));
  const { name: place, bytes } = read;
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

function noRules(file: string, places: readonly string[]): Problem {
  return new Problem(
    "unknown-model",
    `There is no rules file "${file}". Looked for: ${places.join(", ")}. A scripted model's name is the path of a rules file.`,
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
