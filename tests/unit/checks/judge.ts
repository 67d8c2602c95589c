import { evaluateChecks, type ReplyUnderCheck } from "../../../electron/engine/checks/evaluate.ts";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { checkContext } from "../../fixtures/engine/check-context.ts";
import type { Check, JsonValue, Verdict } from "../../../shared/domain/check.ts";

const runner = createSandbox();

export function reply(text: string, more: Partial<ReplyUnderCheck> = {}): ReplyUnderCheck {
  return { text, finishReason: "stop", latencyMs: 800, cost: 0.001, ...more };
}

/** The verdict of one check on one reply. */
export async function judge(check: Check, on: string | ReplyUnderCheck): Promise<Verdict> {
  const [verdict] = await evaluateChecks([check], typeof on === "string" ? reply(on) : on, checkContext(runner));
  if (!verdict) throw new Error("a check got no verdict");
  return verdict;
}

/** The statuses of a check and of its negation. */
export async function bothWays(type: string, value: JsonValue, on: string | ReplyUnderCheck): Promise<string[]> {
  return [(await judge({ type, value }, on)).status, (await judge({ type: `not-${type}`, value }, on)).status];
}
