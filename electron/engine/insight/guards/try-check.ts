import type { Check } from "../../../../shared/domain/check.ts";
import type { Tried } from "../../../../shared/domain/guard.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import { evaluateChecks } from "../../checks/evaluate.ts";
import type { Grader } from "../../checks/graded/grader.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";
import { asksJudge, webhooksIn } from "../../trust/asked.ts";
import { canonicalJson } from "../../exchange/content-hash.ts";
import type { ReadReply } from "../read-reply.ts";

export interface TryTerms {
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  /** Null where no judge is chosen, or it must not be asked. */
  grader: Grader | null;
  signal: AbortSignal;
}

/** Whether a check asks a judge, or a program of people's own. Sets ask where any of their checks does. */
export function asksSomebody(check: Check): boolean {
  return asksJudge(check) || webhooksIn(check).length > 0;
}

/** What a check says of a recorded reply, from its record where it is one of its own checks. */
export function recordedVerdict(check: Check, { verdicts }: ReadReply): Tried | null {
  const name = canonicalJson(check);
  const known = verdicts.find((one) => canonicalJson(one.check) === name);
  return known ? { status: known.status, reason: known.reason } : null;
}

/** Evaluates a check on a reply that is there already. */
export async function tryCheck(check: Check, read: ReadReply, terms: TryTerms): Promise<Tried> {
  const [verdict] = await evaluateChecks([check], read.reply, { ...terms, asked: read.request });
  return { status: verdict?.status ?? "error", reason: verdict?.reason ?? "" };
}
