import { createHash } from "node:crypto";
import type { RE2JS } from "re2js";
import type { ChatRequest } from "./port.ts";
import type { ScriptedRules, ScriptedWhen } from "./scripted-rules.ts";

/** What the rules are asked about one request. */
interface Situation {
  system: string;
  user: string;
  turn: number;
  history: string | null;
}

export interface ScriptedReply {
  text: string;
  /** How long the reply should take. */
  latencyMs: number;
}

/** Makes the function that answers by the rules. The same request always gives the same answer. */
export function scriptedReplier(rules: ScriptedRules): (request: ChatRequest) => ScriptedReply {
  const system = systemMatcher();

  function holds(when: ScriptedWhen, at: Situation): boolean {
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
    const rule = rules.rules.find((candidate) => holds(candidate.when, at));
    let text = rule ? pick(rule.replies, draw("reply")) : rules.fallback;
    let chances = 0;
    for (const amendment of rules.amend) {
      // Numbered before anything is asked, so that a chance does not depend on the other amendments' conditions.
      if (amendment.chance < 1) chances += 1;
      if (!holds(amendment.when, at)) continue;
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

function situationOf(request: ChatRequest): Situation {
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
