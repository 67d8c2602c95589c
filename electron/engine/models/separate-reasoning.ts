import type { ModelSettings } from "../../../shared/domain/model.ts";
import { splitReasoning } from "../../../shared/rules/reasoning.ts";
import type { ChatModel, ChatReply } from "./model-interface.ts";

type ReplyWithReasoning = Pick<ChatReply, "text" | "finishReason" | "warnings"> & { reasoning?: string | null };

/**
 * Takes the thinking that a model wrote into its reply out of it, so that whatever looks at the reply sees the answer
 * alone: checks, facts, judges, comparisons, the next turn's history. Says so where a limit left no answer.
 */
export function withSeparatedReasoning(model: ChatModel): ChatModel {
  return {
    ...model,
    reply: async (request, signal) => separateReasoning(await model.reply(request, signal), request.settings),
  };
}

/** The same of a reply that is known already, such as one that was recorded before thinking was kept apart. */
export function separateReasoning<R extends ReplyWithReasoning>(reply: R, settings: ModelSettings): R {
  const { text, finishReason, reasoning = null } = reply;
  const split =
    settings.thinking === "in-reply"
      ? { reasoning: null, answer: text }
      : splitReasoning(text, finishReason === "length");
  const thoughts = [reasoning, split.reasoning].filter((one) => one !== null && one !== "");
  const all = thoughts.length === 0 ? null : thoughts.join("\n\n");
  const spent = all !== null && finishReason === "length" && split.answer.trim() === "";
  if (all === reasoning && split.answer === text && !spent) return reply;
  const said = formatSpentOnThinking(settings);
  const warnings = spent && !reply.warnings.includes(said) ? [said, ...reply.warnings] : reply.warnings;
  return { ...reply, text: split.answer, reasoning: all, warnings };
}

function formatSpentOnThinking({ maxOutputTokens }: ModelSettings): string {
  const limit = maxOutputTokens === undefined ? "The limit of output tokens" : `The limit of ${maxOutputTokens} tokens`;
  return `${limit} was spent on thinking: there is no answer.`;
}
