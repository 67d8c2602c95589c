import { setImmediate as breathe } from "node:timers/promises";
import type { Amount, ReplayPlan } from "../../../shared/contract/runs.ts";
import type { ConversationContent } from "../../../shared/domain/conversation.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import { userTurns, type AskedTurn } from "../../../shared/rules/turns.ts";
import type { ChatModel } from "../models/port.ts";
import type { StoredConversation } from "../store/conversations.ts";
import type { Store } from "../store/store.ts";
import { cacheKey } from "./cache-key.ts";
import { textTokens } from "./estimate.ts";
import { messagesFor } from "./history.ts";

/** What a version is asked with. */
export interface Asker {
  model: ChatModel;
  system: string;
  settings: ModelSettings;
  useCache: boolean;
  /** Replies to expect, in tokens. */
  replyTokens: number;
  costOf(inputTokens: number, outputTokens: number): number | null;
}

export interface Planned extends Asker {
  conversations: readonly Pick<StoredConversation, "content" | "checks">[];
  samples: number;
}

const BREATHE_EVERY_MS = 15;

export const nothing = (): Amount => ({ replies: 0, calls: 0, tokens: { input: 0, output: 0 }, cost: 0 });

/** Does one step after the other and yields to whoever waits meanwhile. */
export async function inBreaths<T>(all: readonly T[], step: (one: T) => void): Promise<void> {
  let at = performance.now();
  for (const one of all) {
    step(one);
    if (performance.now() - at <= BREATHE_EVERY_MS) continue;
    await breathe();
    at = performance.now();
  }
}

/** What a replay with a fixed number of samples would take. */
export async function planReplay(store: Store, planned: Planned): Promise<ReplayPlan> {
  const { conversations, samples } = planned;
  const total = nothing();
  await inBreaths(conversations, ({ content }) => {
    for (let sample = 0; sample < samples; sample += 1) planSample(store, planned, content, sample, total);
  });
  return planOf(total, conversations);
}

/** A plan of these amounts; replies that need no call are cached. */
export function planOf(amount: Amount, conversations: Planned["conversations"]): ReplayPlan {
  return {
    ...amount,
    conversations: conversations.length,
    cachedAtLeast: amount.replies - amount.calls,
    unchecked: conversations.filter((one) => one.checks === 0).length,
  };
}

/**
 * Adds what one sample of a conversation would take. Its later requests hold replies that nobody has yet, so the cache
 * is asked up to the first reply it lacks; from there on, tokens are estimated.
 */
export function planSample(
  store: Store,
  asker: Asker,
  content: ConversationContent,
  sample: number,
  into: Amount,
): void {
  const { model, system, settings, useCache } = asker;
  const output = Math.min(Math.ceil(asker.replyTokens), settings.maxOutputTokens ?? Infinity);
  const asked = userTurns(content.turns);
  const replies: (string | null)[] = asked.map(() => null);
  for (const turn of asked) {
    if (turn.fixed !== null) continue;
    into.replies += 1;
    const known = asked.slice(0, turn.index).every((one) => one.fixed !== null || replies[one.index] !== null);
    const messages = known && useCache ? messagesFor(asked, turn.index, replies) : null;
    const hit = messages && store.outputs.findCached(cacheKey(model, { system, messages, settings, sample }));
    if (hit) {
      replies[turn.index] = hit.text;
      continue;
    }
    const input = inputTokens(system, asked, turn.index, replies, output);
    const cost = asker.costOf(input, output);
    into.calls += 1;
    into.tokens.input += input;
    into.tokens.output += output;
    into.cost = into.cost === null || cost === null ? null : into.cost + cost;
  }
}

/** `a` and `times` times `b`. */
export function addAmount(a: Amount, b: Amount, times = 1): Amount {
  return {
    replies: a.replies + b.replies * times,
    calls: a.calls + b.calls * times,
    tokens: { input: a.tokens.input + b.tokens.input * times, output: a.tokens.output + b.tokens.output * times },
    cost: a.cost === null || (b.cost === null && times > 0) ? null : a.cost + (b.cost ?? 0) * times,
  };
}

function inputTokens(
  system: string,
  asked: readonly AskedTurn[],
  index: number,
  replies: readonly (string | null)[],
  replyTokens: number,
): number {
  let characters = system.length;
  let unknown = 0;
  for (const turn of asked.slice(0, index + 1)) {
    characters += turn.content.length;
    if (turn.index === index) break;
    const reply = turn.fixed ?? replies[turn.index] ?? null;
    if (reply === null) unknown += replyTokens;
    else characters += reply.length;
  }
  return textTokens(characters) + unknown;
}
