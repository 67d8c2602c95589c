import type { Turn } from "../../../shared/domain/conversation.ts";
import type { AssistantTurns } from "../../../shared/domain/exchange.ts";
import { clipTitle } from "./clip-title.ts";

export interface ForeignMessage {
  role: "user" | "assistant" | "system";
  text: string;
}

export type ForeignTurns =
  | { ok: true; turns: Turn[]; recorded: string | null; warnings: string[]; general: string[] }
  | { ok: false; reason: string };

interface Block {
  role: "user" | "assistant";
  texts: string[];
}

/**
 * The turns of a chat that another tool recorded. System messages go, neighbours of one role are joined,
 * and a reply at the very end is `recorded` rather than a turn, since nothing after it is replayed.
 */
export function foreignTurns(messages: readonly ForeignMessage[], assistantTurns: AssistantTurns): ForeignTurns {
  const warnings: string[] = [];
  const general: string[] = [];
  if (messages.some((message) => message.role === "system")) {
    general.push("the system message was left out: the prompt under test takes its place");
  }
  const blocks = joinNeighbours(messages);
  const first = blocks[0];
  if (first?.role === "assistant") {
    blocks.shift();
    if (assistantTurns === "fixed") {
      warnings.push(`a reply before the first user turn was left out: "${clipTitle(first.texts.join(" "))}"`);
    }
  }
  const users = blocks.filter((block) => block.role === "user");
  if (users.length === 0) return { ok: false, reason: "has no user turn, so there is nothing to replay" };
  const empty = users.findIndex((block) => textOf(block).trim() === "");
  if (empty >= 0) return { ok: false, reason: `user turn ${empty + 1} has no text` };

  const last = blocks.at(-1);
  const recorded = last?.role === "assistant" ? textOf(last) : null;
  const kept = assistantTurns === "live" ? users : recorded === null ? blocks : blocks.slice(0, -1);
  for (const block of kept) {
    if (block.texts.length < 2) continue;
    const what = block.role === "user" ? "user turns" : "replies";
    warnings.push(
      `${block.texts.length} ${what} in a row were joined with a blank line: "${clipTitle(textOf(block))}"`,
    );
  }
  const turns = kept.map((block): Turn => ({ role: block.role, content: textOf(block) }));
  return { ok: true, turns, recorded: recorded?.trim() ? recorded : null, warnings, general };
}

function joinNeighbours(messages: readonly ForeignMessage[]): Block[] {
  const blocks: Block[] = [];
  for (const message of messages) {
    if (message.role === "system") continue;
    const last = blocks.at(-1);
    if (last?.role === message.role) last.texts.push(message.text);
    else blocks.push({ role: message.role, texts: [message.text] });
  }
  return blocks;
}

function textOf(block: Block): string {
  return block.texts.length === 1
    ? (block.texts[0] ?? "")
    : block.texts.filter((text) => text.trim() !== "").join("\n\n");
}
