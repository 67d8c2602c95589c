import { setImmediate as breathe } from "node:timers/promises";
import type { ReplayPlan } from "../../../shared/contract/runs.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import { userTurns, type AskedTurn } from "../../../shared/rules/turns.ts";
import type { ChatModel } from "../models/port.ts";
import type { StoredConversation } from "../store/conversations.ts";
import type { Store } from "../store/store.ts";
import { cacheKey } from "./cache-key.ts";
import { textTokens } from "./estimate.ts";
import { messagesFor } from "./history.ts";

export interface Planned {
  conversations: readonly Pick<StoredConversation, "content" | "checks">[];
  model: ChatModel;
  system: string;
  settings: ModelSettings;
  samples: number;
  useCache: boolean;
  /** Replies to expect, in tokens. */
  replyTokens: number;
  costOf(inputTokens: number, outputTokens: number): number | null;
}

const BREATHE_EVERY_MS = 15;

/**
 * What a replay would take. A conversation's later requests hold replies that nobody has yet, so the cache is
 * asked up to the first reply it lacks; from there on, tokens are estimated. Yields to whoever waits meanwhile.
 */
export async function planReplay(store: Store, planned: Planned): Promise<ReplayPlan> {
  const { conversations, model, system, settings, samples } = planned;
  const output = Math.min(Math.ceil(planned.replyTokens), settings.maxOutputTokens ?? Infinity);
  const plan: ReplayPlan = {
    conversations: conversations.length,
    replies: 0,
    cachedAtLeast: 0,
    unchecked: conversations.filter((one) => one.checks === 0).length,
    calls: 0,
    tokens: { input: 0, output: 0 },
    cost: 0,
  };
  let at = performance.now();
  for (const { content } of conversations) {
    const asked = userTurns(content.turns);
    for (let sample = 0; sample < samples; sample += 1) {
      const replies: (string | null)[] = asked.map(() => null);
      for (const turn of asked) {
        if (turn.fixed !== null) continue;
        plan.replies += 1;
        const known = asked.slice(0, turn.index).every((one) => one.fixed !== null || replies[one.index] !== null);
        const messages = known && planned.useCache ? messagesFor(asked, turn.index, replies) : null;
        const hit = messages && store.outputs.findCached(cacheKey(model, { system, messages, settings, sample }));
        if (hit) {
          replies[turn.index] = hit.text;
          plan.cachedAtLeast += 1;
          continue;
        }
        const input = inputTokens(system, asked, turn.index, replies, output);
        const cost = planned.costOf(input, output);
        plan.calls += 1;
        plan.tokens.input += input;
        plan.tokens.output += output;
        plan.cost = plan.cost === null || cost === null ? null : plan.cost + cost;
      }
    }
    if (performance.now() - at > BREATHE_EVERY_MS) {
      await breathe();
      at = performance.now();
    }
  }
  return plan;
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
