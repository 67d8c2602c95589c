import type { Reply } from "../../../shared/domain/comparison.ts";
import { holdsThinking, THINKING_IN_TEXT } from "../../../shared/rules/reasoning.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { duration, money } from "../words.ts";

interface ReplyFact {
  text: string;
  /** More of it, for the hover. */
  more: string | null;
  tone: "plain" | "warn";
}

/** Finish reasons that mean: the model had said what it wanted to say. */
const ordinary = new Set(["stop", "end_turn", "STOP"]);

/** What is known of one reply beside its text. */
export function replyFacts(reply: Reply): ReplyFact[] {
  const facts: ReplyFact[] = [];
  const add = (text: string, more: string | null = null, tone: ReplyFact["tone"] = "plain"): void => {
    facts.push({ text, more, tone });
  };
  add(duration(reply.latencyMs), "time until the whole reply was there");
  if (reply.inputTokens !== null || reply.outputTokens !== null) {
    add(`${reply.inputTokens ?? "?"} → ${reply.outputTokens ?? "?"} tokens`, "tokens in → tokens out");
  }
  if (reply.cost !== null && reply.cost > 0) add(money(reply.cost));
  if (reply.cached) add("cached", "taken from the cache: the same request was answered before");
  if (!ordinary.has(reply.finishReason))
    add(`ended by ${reply.finishReason}`, finishes.get(reply.finishReason) ?? null, "warn");
  const retries = reply.attempts.length;
  if (retries > 0) {
    const reasons = reply.attempts.map((attempt) => `${attempt.message} (waited ${duration(attempt.waitedMs)})`);
    add(`retried ${plural(retries, "time")}`, reasons.join("\n"), "warn");
  }
  for (const warning of reply.warnings) add(warning, null, "warn");
  if (holdsThinking(reply)) add(THINKING_IN_TEXT, null, "warn");
  return facts;
}

/** A provider names these: "constructor" would be known to an object. */
const finishes: ReadonlyMap<string, string> = new Map([
  ["length", "The reply was cut off at the limit of output tokens."],
  ["content-filter", "The provider's content filter ended the reply."],
  ["tool-calls", "The model wanted to call a tool; there is none here."],
]);
