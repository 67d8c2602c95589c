import { createHash } from "node:crypto";
import type { RE2JS } from "re2js";
import type { ChatRequest, ChatModel, ChatReply, EmbeddingModel } from "./model-interface.ts";
import { type ScriptedRules, type ScriptedWhen, parseScriptedRules } from "./scripted-rules.ts";
import { pauseFor } from "../async.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Trust } from "../trust/trust.ts";

/** What the rules are asked about one request. */
interface RuleSubject {
  system: string;
  user: string;
  turn: number;
  history: string | null;
}

interface ScriptedReply {
  text: string;
  /** How long the reply should take. */
  latencyMs: number;
}

/** Makes the function that answers by the rules. The same request always gives the same answer. */
export function scriptedReplier(rules: ScriptedRules): (request: ChatRequest) => ScriptedReply {
  const system = systemMatcher();

  function matches(when: ScriptedWhen, at: RuleSubject): boolean {
    if (when.turn !== undefined && when.turn !== at.turn) return false;
    if (when.user && !when.user.test(at.user)) return false;
    if (when.system && !system(when.system, at.system)) return false;
    if (when.systemLacks && system(when.systemLacks, at.system)) return false;
    if (when.history && (at.history === null || !when.history.test(at.history))) return false;
    return true;
  }

  return (request) => {
    const draw = requestDraws(rules.seed, request);
    const at = situationOf(request);
    const rule = rules.rules.find((candidate) => matches(candidate.when, at));
    let text = rule ? pick(rule.replies, draw("reply")) : rules.fallback;
    let chances = 0;
    for (const amendment of rules.amend) {
      // Numbered before anything is asked, so that a chance does not depend on the other amendments' conditions.
      if (amendment.chance < 1) chances += 1;
      if (!matches(amendment.when, at)) continue;
      if (amendment.when.reply && !amendment.when.reply.test(text)) continue;
      if (amendment.chance < 1 && draw(`chance ${chances}`) >= amendment.chance) continue;
      if (amendment.append !== undefined) text += amendment.append;
      if (amendment.prepend !== undefined) text = amendment.prepend + text;
      if (amendment.instead !== undefined) text = amendment.instead;
      if (amendment.replace) text = amendment.replace.pattern.matcher(text).replaceAll(amendment.replace.with);
    }
    const { min, max } = rules.latencyMs;
    return { text, latencyMs: max > 0 ? min + (max - min) * draw("latency") : 0 };
  };
}

function situationOf(request: ChatRequest): RuleSubject {
  const users = request.messages.filter((message) => message.role === "user");
  const replies = request.messages.filter((message) => message.role === "assistant");
  return {
    system: request.system,
    user: users.at(-1)?.content ?? "",
    turn: users.length,
    history: replies.length > 0 ? replies.map((message) => message.content).join("\n") : null,
  };
}

/** A run asks about one system prompt thousands of times: each pattern keeps its last answer. */
function systemMatcher(): (pattern: RE2JS, text: string) => boolean {
  const known = new WeakMap<RE2JS, { text: string; found: boolean }>();
  return (pattern, text) => {
    const last = known.get(pattern);
    if (last && last.text === text) return last.found;
    const found = pattern.test(text);
    known.set(pattern, { text, found });
    return found;
  };
}

function pick(replies: readonly { text: string; weight: number }[], draw: number): string {
  const total = replies.reduce((sum, reply) => sum + reply.weight, 0);
  let left = draw * total;
  for (const reply of replies) {
    left -= reply.weight;
    if (left < 0) return reply.text;
  }
  return replies.at(-1)?.text ?? "";
}

/** Numbers in [0, 1), one per purpose, that depend on nothing but the seed and the request. */
function requestDraws(seed: number | string, request: ChatRequest): (purpose: string) => number {
  let digest: string | null = null;
  return (purpose) => {
    digest ??= sha256(
      JSON.stringify([seed, request.system, request.messages.map((m) => [m.role, m.content]), request.sample]),
    ).toString("hex");
    return mulberry32(sha256(`${digest} ${purpose}`).readUInt32LE(0));
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}

/** The first number of Tommy Ettinger's mulberry32 from a 32-bit seed. */
function mulberry32(seed: number): number {
  const state = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

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
    if (latencyMs > 0) await pauseFor(latencyMs, signal);
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
      rateLimitResetMs: null,
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

function estimateTokens(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / charactersPerToken);
}

const DIMENSIONS = 512;

/**
 * A stand-in for an embedding model, without a network: words and pairs of neighbours are hashed to places of the
 * vector, with the hash's sign, and counted. Texts are near when they share words; of meaning it knows nothing.
 * Source: Weinberger et al., "Feature hashing for large scale multitask learning", 2009.
 */
export const scriptedEmbedding: EmbeddingModel = {
  provider: "scripted",
  model: "word-hashes",
  identity: "word-hashes 1",
  maxTexts: 2_048,
  async embed(texts, signal) {
    signal.throwIfAborted();
    return { vectors: texts.map(vectorOf), inputTokens: 0, latencyMs: 0, rateLimitResetMs: null };
  },
};

function vectorOf(text: string): Float32Array {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const vector = new Float32Array(DIMENSIONS);
  words.forEach((word, at) => {
    count(vector, word, 1);
    const next = words[at + 1];
    if (next !== undefined) count(vector, `${word} ${next}`, 0.5);
  });
  return vector;
}

function count(vector: Float32Array, feature: string, weight: number): void {
  const digest = createHash("sha256").update(feature).digest();
  const place = digest.readUInt32LE(0) % DIMENSIONS;
  vector[place] = (vector[place] ?? 0) + (digest.readUInt8(4) % 2 === 0 ? weight : -weight);
}
