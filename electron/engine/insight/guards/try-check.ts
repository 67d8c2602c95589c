import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import type { Tried } from "../../../../shared/domain/guard.ts";
import { checkSchema } from "../../../../shared/domain/check.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import { evaluateChecks } from "../../checks/evaluate.ts";
import type { Grader } from "../../checks/graded/grader.ts";
import { isGraded } from "../../checks/graded/index.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";
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
export function asksSomebody({ type, value, ...rest }: Check): boolean {
  if (isGraded(type) || /^(not-)?webhook$/.test(type)) return true;
  if (!type.endsWith("assert-set")) return false;
  const members: JsonValue | undefined = rest["assert"] ?? value;
  return Array.isArray(members) && members.some((one) => isAsking(one));
}

function isAsking(member: JsonValue): boolean {
  const read = checkSchema.safeParse(member);
  return read.success && asksSomebody(read.data);
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
