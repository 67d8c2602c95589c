import type { ChatMessage, ChatRequest } from "../../../electron/engine/models/model-interface.ts";
import { scriptedReplier } from "../../../electron/engine/models/scripted-model.ts";
import { parseScriptedRules } from "../../../electron/engine/models/scripted-rules.ts";
import { evaluateChecks } from "../../../electron/engine/checks/evaluate.ts";
import type { Sandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { checkContext } from "../../fixtures/engine/check-context.ts";
import { sampleProject } from "../../../electron/engine/sample-project/sample-project.ts";
import type { Conversation } from "../../../shared/domain/conversation.ts";

const replyTo = scriptedReplier(parseScriptedRules(sampleProject.rules, sampleProject.rulesFileName));

export interface Replayed {
  passed: boolean;
  replies: string[];
  /** Type and reason of each check that failed. */
  failures: string[];
}

/** Replays a conversation with a live history, as a run would, and checks it with the engine's own checks. */
export async function replay(
  system: string,
  conversation: Conversation,
  runner: Sandbox,
  sampleIndex = 0,
): Promise<Replayed> {
  const messages: ChatMessage[] = [];
  const replies: string[] = [];
  const failures: string[] = [];
  for (const [at, turn] of conversation.turns.entries()) {
    messages.push({ role: turn.role, content: turn.content });
    if (turn.role === "assistant" || conversation.turns[at + 1]?.role === "assistant") continue;
    const request: ChatRequest = { system, messages: [...messages], settings: {}, sample: sampleIndex };
    const { text, latencyMs } = replyTo(request);
    const checks = [...(turn.checks ?? []), ...conversation.checks];
    const reply = { text, latencyMs, cost: null, finishReason: "stop" };
    for (const verdict of await evaluateChecks(checks, reply, checkContext(runner))) {
      if (verdict.status === "error") throw new Error(`${conversation.id}: ${verdict.reason}`);
      if (verdict.status === "fail") failures.push(`${verdict.check.type}: ${verdict.reason}`);
    }
    replies.push(text);
    messages.push({ role: "assistant", content: text });
  }
  return { passed: failures.length === 0, replies, failures };
}

export async function replayAll(system: string, runner: Sandbox): Promise<Map<string, Replayed>> {
  const replayed = new Map<string, Replayed>();
  for (const conversation of sampleProject.conversations) {
    replayed.set(conversation.id, await replay(system, conversation, runner));
  }
  return replayed;
}

/** The text of a version, from 1. */
export function versionText(number: number): string {
  const version = sampleProject.versions[number - 1];
  if (!version) throw new Error(`the sample has no version ${number}`);
  return version.text;
}
